//! The engine of a production worker: file types, containers and rules behind one task.

use std::time::Instant;

use assay_findings::{Finding, Task, TaskError};
use assay_protocol::RuleFiles;
use assay_rules::{RuleSet, Scanner};

use crate::{Engine, Input, examine::examine, load, load::HashLists, skill::judge_skill, unpack::unpack};

/// Raise this when the engines' code comes to find something else in the same bytes: verdicts that were
/// made before are then made anew.
const GENERATION: u32 = 2;

/// Examines files with rules.
pub struct Examiner {
    version: String,
    scanner: Scanner<'static>,
    hash_lists: HashLists,
}

impl Examiner {
    /// Reads the rules, and compiles them if need be; the slow part of a worker's start.
    ///
    /// # Errors
    /// A line that names what does not compile or cannot be read.
    pub fn build(files: &RuleFiles) -> Result<Self, String> {
        let hash_lists = HashLists::open(&files.hash_lists)?;
        // The scanner borrows the rules, and both live as long as the process does.
        let rules: &'static RuleSet = Box::leak(Box::new(load::rules(files).map_err(|err| err.brief())?));
        let mut version = format!("{GENERATION}.{}", rules.version());
        version.extend(hash_lists.version().map(|lists| format!(".{lists}")));
        Ok(Self { version, scanner: rules.scanner(), hash_lists })
    }
}

impl Engine for Examiner {
    fn version(&self) -> String {
        self.version.clone()
    }

    fn warm_up(&mut self) -> Result<(), String> {
        self.scanner.warm_up();
        Ok(())
    }

    fn run(&mut self, task: &Task, input: &Input, deadline: Instant) -> Result<Finding, TaskError> {
        match task {
            Task::Examine(task) => Ok(Finding::Examined(examine(
                input.bytes()?,
                task,
                deadline,
                &mut self.scanner,
                &self.hash_lists,
            ))),
            Task::Thumbnail(task) => assay_thumbnail::thumbnail(input.bytes()?, task).map(Finding::Thumbnail),
            Task::Unpack(task) => Ok(Finding::Unpacked(unpack(input.bytes()?, task, deadline))),
            Task::Skill(task) => {
                judge_skill(input.bytes()?, task, deadline, &mut self.scanner, &self.hash_lists)
                    .map(|report| Finding::Skill(Box::new(report)))
            }
            Task::Flatten(_) => Err(TaskError::Unsuitable("this worker makes no scans".to_owned())),
            Task::Probe(_) => Err(TaskError::Unsuitable("this worker does not probe".to_owned())),
            Task::Perceive(_) => Err(TaskError::Unsuitable("this worker has no models".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use assay_findings::{
        Decompress, ExamineLimits, ExamineReport, ExamineTask, FileReport, IncompleteReason, Label,
    };
    use assay_protocol::RuleFolder;

    use super::*;

    fn input(content: &[u8]) -> Input {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        std::io::Write::write_all(&mut file, content).expect("written");
        let file = std::fs::File::open(file.path()).expect("opened");
        Input::new(file.into(), 4 << 20).expect("an input")
    }

    fn examined(content: &[u8], decompress: Option<Decompress>) -> ExamineReport {
        let task = Task::Examine(ExamineTask { decompress, limits: ExamineLimits::default() });
        let mut examiner = Examiner::build(&RuleFiles::default()).expect("the built-in rules");
        let deadline = Instant::now() + Duration::from_mins(1);
        match examiner.run(&task, &input(content), deadline) {
            Ok(Finding::Examined(report)) => report,
            other => panic!("{other:?}"),
        }
    }

    /// The EICAR test file, put together here so that no scanner objects to this one.
    fn eicar() -> Vec<u8> {
        let (head, tail) = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
        format!("{head}{tail}").into_bytes()
    }

    fn gzipped(content: &[u8]) -> Vec<u8> {
        // One stored block: RFC 1951, section 3.2.4, in the frame of RFC 1952.
        let length = u16::try_from(content.len()).expect("a short content");
        let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(content);
        out.extend(crc32(content).to_le_bytes());
        out.extend(u32::from(length).to_le_bytes());
        out
    }

    fn crc32(content: &[u8]) -> u32 {
        !content.iter().fold(!0_u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    #[test]
    fn a_container_is_as_bad_as_its_worst_member_through_all_layers() {
        let all = Decompress { max_layers: 5, max_files: 1000 };
        let outer = gzipped(&gzipped(&eicar()));
        let report = examined(&outer, Some(all));
        assert!(report.is_container);
        assert_eq!(report.members.len(), 2);
        for file in std::iter::once(&report.file).chain(report.members.iter().map(|member| &member.file)) {
            assert!(file.verdict.is_dangerous(), "{:?}", file.labels);
        }
        assert!(report.file.labels.contains(&Label::new("Gzip")), "{:?}", report.file.labels);
        assert!(report.file.incomplete.is_empty(), "{:?}", report.file.incomplete);
    }

    /// A tar of these members: POSIX.1-2017, pax, "ustar interchange format".
    fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (name, content) in members {
            let mut header = [0_u8; 512];
            let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
            put(0, name.as_bytes());
            put(124, format!("{:011o}\0", content.len()).as_bytes());
            put(148, b"        ");
            put(257, b"ustar\x0000");
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            out.extend(header);
            out.extend(*content);
            out.resize(out.len().next_multiple_of(512), 0);
        }
        out.resize(out.len() + 1024, 0);
        out
    }

    #[test]
    fn a_large_archive_is_scanned_once_and_its_own_bytes_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let rule = "rule needle { meta: score = 90 strings: $a = \"the needle\" condition: $a }
                    rule apart { strings: $a = \"the needle\" $b = \"a pin\" condition: all of them }";
        std::fs::write(folder.path().join("own.yar"), rule).expect("written");
        let folders = vec![RuleFolder { name: "own".to_owned(), path: folder.path().to_owned() }];
        let rules = RuleFiles { builtin: false, folders, ..RuleFiles::default() };
        let mut examiner = Examiner::build(&rules).expect("the rules");
        let mut rules_of = |archive: &[u8], decompress| {
            let task = Task::Examine(ExamineTask { decompress, limits: ExamineLimits::default() });
            match examiner.run(&task, &input(archive), Instant::now() + Duration::from_mins(1)) {
                Ok(Finding::Examined(report)) => {
                    assert!(report.file.verdict.is_dangerous());
                    let names = |file: &FileReport| file.evidence.len();
                    (
                        names(&report.file),
                        report.members.iter().map(|member| names(&member.file)).sum::<usize>(),
                    )
                }
                other => panic!("{other:?}"),
            }
        };
        let all = Some(Decompress { max_layers: 5, max_files: 1000 });
        let filling = vec![b'.'; 400 << 10];
        let needle = [&filling[..], b"the needle", &filling].concat();
        let pin = [&filling[..], b"a pin", &filling].concat();
        // What a member holds is told of the member, and what only members together hold is not.
        let bad = tar(&[("needle", &needle), ("pin", &pin)]);
        assert_eq!(rules_of(&bad, all), (0, 1));
        assert_eq!(rules_of(&bad, None), (2, 0));
        // Behind the last member, where no member is.
        let behind = [tar(&[("pin", &pin), ("filling", &filling)]), b"the needle".to_vec()].concat();
        assert_eq!(rules_of(&behind, all), (1, 0));
    }

    #[test]
    fn a_container_that_is_not_to_be_opened_is_noticed() {
        let report = examined(&gzipped(&eicar()), None);
        assert!(report.is_container && report.members.is_empty());
    }

    #[test]
    fn a_disguised_script_is_seen_through_and_its_origin_is_shown() {
        let text = b"<?php /* note */ $f = 'sys' . 'tem'; $f($_REQUEST['c']);";
        let report = examined(text, None);
        assert!(report.file.verdict.is_dangerous(), "{:?}", report.file.evidence);
        let rules: Vec<&str> = report.file.evidence.iter().map(|item| item.rule.as_str()).collect();
        let mut once = rules.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(rules.len(), once.len(), "{rules:?}");
        let seen = report.file.evidence.iter().find(|item| item.meaning.en.contains("pieces together"));
        let range = seen.and_then(|item| item.ranges.first()).expect("a rule fired on the view");
        assert!(range.end <= text.len() as u64, "{range:?}");
    }

    #[test]
    fn what_there_was_no_time_for_is_said() {
        let task = Task::Examine(ExamineTask { decompress: None, limits: ExamineLimits::default() });
        let mut examiner = Examiner::build(&RuleFiles::default()).expect("the built-in rules");
        let found = examiner.run(&task, &input(&eicar()), Instant::now());
        let Ok(Finding::Examined(report)) = found else { panic!("{found:?}") };
        assert!(report.file.incomplete.iter().any(|item| item.reason == IncompleteReason::Time));
        assert!(!report.file.verdict.is_dangerous());
    }
}
