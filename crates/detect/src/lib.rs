//! The SAS file-detection service: uploads, submissions, verdicts, members.
