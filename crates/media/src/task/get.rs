//! `GetTask`.

use assay_wire::imm::{GetTaskReply, GetTaskRequest};

use super::record::TaskRecord;
use crate::{Caller, Media, MediaError};

impl Media {
    /// How far a task is.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project, and for the task: another project's, another type's, one that ended more
    /// than seven days ago.
    pub async fn get_task(
        &self,
        caller: &Caller,
        request: GetTaskRequest,
    ) -> Result<GetTaskReply, MediaError> {
        self.project_row(caller, &request.project_name).await?;
        let row = self.parts.store.task(&caller.tenant, &request.project_name, &request.task_id).await?;
        let row =
            row.filter(|row| row.kind == request.task_type).ok_or_else(|| MediaError::not_found("Task"))?;
        let record = TaskRecord::read(&row)?;
        let event_id = record.event_id.clone();
        let shown = record.shown(&row, request.request_definition.unwrap_or(false));
        Ok(GetTaskReply {
            code: shown.code,
            end_time: shown.end_time,
            event_id,
            message: shown.message,
            progress: shown.progress,
            project_name: Some(request.project_name),
            request_id: caller.request_id,
            start_time: shown.start_time,
            status: shown.status,
            tags: shown.tags,
            task_id: row.id,
            task_request_definition: shown.task_request_definition,
            task_type: shown.task_type,
            user_data: shown.user_data,
        })
    }
}
