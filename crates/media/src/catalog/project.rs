//! `CreateProject`, `GetProject`, `UpdateProject`, `DeleteProject`.

use assay_store::{Deleted, Made, ProjectRow, ProjectTotals};
use assay_wire::imm::{
    CreateProjectReply, CreateProjectRequest, DeleteProjectRequest, Done, GetProjectReply, GetProjectRequest,
    Project, ProjectTag, Tag, UpdateProjectReply, UpdateProjectRequest,
};

use super::{
    limits::{DATASETS_DEFAULT, DatasetLimits, check_datasets, limits_of, set_limits},
    template::Template,
};
use crate::{
    Caller, Media, MediaError,
    name::{check_description, check_name},
    scope::{project_record, write_record},
};

/// Tags that a project may have.
const TAGS_MAX: usize = 20;
/// Characters of a tag's key, and of its value.
const TAG_CHARS_MAX: usize = 128;
/// Requests a second that a project's record grants; keys are throttled here, not projects.
const QUERIES_PER_SECOND: i64 = 100;
/// Work at once that a project's record grants, likewise.
const ENGINE_CONCURRENCY: i64 = 100;
/// The role whose name records bear when none was given. Nobody assumes it here.
const SERVICE_ROLE: &str = "AliyunIMMDefaultRole";
/// Times that a change is tried again when the row changed meanwhile.
const TRIES: usize = 5;

impl Media {
    /// Makes a project.
    ///
    /// # Errors
    /// `ResourceAlreadyExists`, `InvalidArgument`.
    pub async fn create_project(
        &self,
        caller: &Caller,
        request: CreateProjectRequest,
    ) -> Result<CreateProjectReply, MediaError> {
        check_name("ProjectName", &request.project_name)?;
        check_description(request.description.as_deref())?;
        let template = request.template_id.clone().unwrap_or_default();
        Template::of_id(&template)?;
        let limits = limits_of!(request);
        limits.check()?;
        check_datasets(request.project_max_dataset_count)?;
        let now = self.parts.clock.now().rfc3339_millis();
        let mut project = Project {
            create_time: Some(now.clone()),
            update_time: Some(now),
            description: Some(request.description.unwrap_or_default()),
            engine_concurrency: Some(ENGINE_CONCURRENCY),
            project_max_dataset_count: Some(request.project_max_dataset_count.unwrap_or(DATASETS_DEFAULT)),
            project_name: Some(request.project_name.clone()),
            project_queries_per_second: Some(QUERIES_PER_SECOND),
            service_role: Some(request.service_role.unwrap_or_else(|| SERVICE_ROLE.to_owned())),
            tags: Some(tags_of(request.tag)?),
            template_id: Some(template),
            ..Project::default()
        };
        set_limits!(project, limits.or(DatasetLimits::DEFAULT));
        let record = write_record("project", &project)?;
        let row = ProjectRow { name: request.project_name, record, version: 0 };
        match self.parts.store.create_project(&caller.tenant, row).await? {
            Made::Done(()) => Ok(CreateProjectReply {
                project: Some(counted(project, Some(ProjectTotals::default()))),
                request_id: caller.request_id,
            }),
            Made::Exists => Err(MediaError::already_exists("Project")),
            Made::NoParent | Made::Full => Err(MediaError::busy()),
        }
    }

    /// A project; with what it has in all when that is asked for.
    ///
    /// # Errors
    /// `ResourceNotFound`.
    pub async fn get_project(
        &self,
        caller: &Caller,
        request: GetProjectRequest,
    ) -> Result<GetProjectReply, MediaError> {
        let row = self.project_row(caller, &request.project_name).await?;
        let totals = if request.with_statistics.unwrap_or(false) {
            Some(self.parts.store.project_totals(&caller.tenant, &row.name).await?)
        } else {
            None
        };
        let project = Some(counted(project_record(&row)?, totals));
        Ok(GetProjectReply { project, request_id: caller.request_id })
    }

    /// Changes what is given; the rest stays. Limits are those of datasets to come: those that are there keep theirs.
    ///
    /// # Errors
    /// `ResourceNotFound`, `InvalidArgument`.
    pub async fn update_project(
        &self,
        caller: &Caller,
        request: UpdateProjectRequest,
    ) -> Result<UpdateProjectReply, MediaError> {
        check_description(request.description.as_deref())?;
        if let Some(template) = &request.template_id {
            Template::of_id(template)?;
        }
        let limits = limits_of!(request);
        limits.check()?;
        check_datasets(request.project_max_dataset_count)?;
        let tags = request.tag.map(|tags| tags_of(Some(tags))).transpose()?;
        for _ in 0..TRIES {
            let row = self.project_row(caller, &request.project_name).await?;
            let mut project = project_record(&row)?;
            replace(&mut project.description, request.description.as_ref());
            replace(&mut project.template_id, request.template_id.as_ref());
            replace(&mut project.service_role, request.service_role.as_ref());
            replace(&mut project.project_max_dataset_count, request.project_max_dataset_count.as_ref());
            // An empty list is what the SDK sends for none: it changes nothing.
            replace(&mut project.tags, tags.as_ref().filter(|tags| !tags.is_empty()));
            set_limits!(project, limits.or(limits_of!(project)));
            project.update_time = Some(self.parts.clock.now().rfc3339_millis());
            let changed = ProjectRow { record: write_record("project", &project)?, ..row };
            if self.parts.store.update_project(&caller.tenant, changed).await? {
                let project = Some(counted(project, None));
                return Ok(UpdateProjectReply { project, request_id: caller.request_id });
            }
        }
        Err(MediaError::busy())
    }

    /// Deletes a project that has no datasets; its attached buckets and its tasks go with it.
    ///
    /// # Errors
    /// `ResourceNotFound`, `ResourceInUse`.
    pub async fn delete_project(
        &self,
        caller: &Caller,
        request: DeleteProjectRequest,
    ) -> Result<Done, MediaError> {
        check_name("ProjectName", &request.project_name)?;
        match self.parts.store.delete_project(&caller.tenant, &request.project_name).await? {
            Deleted::Done => Ok(Done { request_id: caller.request_id }),
            Deleted::Missing => Err(MediaError::not_found("Project")),
            Deleted::InUse => Err(MediaError::in_use("Project", "delete its datasets first")),
        }
    }
}

/// A project with what it has in all, where that was counted.
pub(super) fn counted(project: Project, totals: Option<ProjectTotals>) -> Project {
    let Some(totals) = totals else { return project };
    let shown = |count: u64| Some(i64::try_from(count).unwrap_or(i64::MAX));
    Project {
        dataset_count: shown(totals.datasets),
        file_count: shown(totals.files),
        total_file_size: shown(totals.bytes),
        ..project
    }
}

/// Puts what was given in the place of what was there.
pub(super) fn replace<T: Clone>(field: &mut Option<T>, given: Option<&T>) {
    if let Some(given) = given {
        *field = Some(given.clone());
    }
}

/// A project's tags of the request's, in the order of their keys.
fn tags_of(tags: Option<Vec<Tag>>) -> Result<Vec<ProjectTag>, MediaError> {
    let mut tags: Vec<_> = tags
        .unwrap_or_default()
        .into_iter()
        .map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default()))
        .collect();
    tags.sort();
    let fits = |text: &str| text.chars().count() <= TAG_CHARS_MAX;
    if tags.len() > TAGS_MAX || tags.iter().any(|(key, value)| key.is_empty() || !fits(key) || !fits(value)) {
        return Err(MediaError::invalid(
            "Tag",
            "it has at most 20 tags, with a Key of 1 to 128 characters and a Value of up to 128",
        ));
    }
    if tags.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b)) {
        return Err(MediaError::invalid("Tag", "a Key is there twice"));
    }
    Ok(tags
        .into_iter()
        .map(|(key, value)| ProjectTag { tag_key: Some(key), tag_value: Some(value) })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: Some(key.to_owned()), value: Some(value.to_owned()) }
    }

    #[test]
    fn tags_hold_their_edges() {
        let many = |count: usize| (0..count).map(|at| tag(&at.to_string(), "")).collect::<Vec<_>>();
        assert_eq!(tags_of(Some(many(20))).expect("the most").len(), 20);
        assert!(tags_of(Some(many(21))).is_err());
        assert!(tags_of(Some(vec![tag("", "v")])).is_err());
        assert!(tags_of(Some(vec![tag("a", "1"), tag("a", "2")])).is_err());
        assert!(tags_of(Some(vec![tag(&"k".repeat(128), &"v".repeat(128))])).is_ok());
        assert!(tags_of(Some(vec![tag(&"k".repeat(129), "")])).is_err());
    }
}
