//! `ListProjects`.

use assay_wire::imm::{ListProjectsReply, ListProjectsRequest, Project, Tag};

use crate::{Caller, Media, MediaError, name::page_size, scope::project_record, token::Query};

/// Projects on a page when nothing else is asked for.
const PAGE: usize = 100;
/// The most on a page.
const PAGE_MAX: usize = 200;
/// Rows that one request looks at for tags, however few have them.
const LOOKED_AT_MAX: usize = 2000;

impl Media {
    /// The caller's projects by name: those whose names begin with `Prefix` and that have all of the tags.
    ///
    /// # Errors
    /// `InvalidArgument`.
    pub async fn list_projects(
        &self,
        caller: &Caller,
        request: ListProjectsRequest,
    ) -> Result<ListProjectsReply, MediaError> {
        let limit = page_size(request.max_results, PAGE, PAGE_MAX)?;
        let prefix = request.prefix.as_deref().unwrap_or_default();
        let wanted = request.tag.as_deref().unwrap_or_default();
        let tags = serde_json::to_string(wanted).unwrap_or_default();
        let query = Query::new(&caller.tenant, "ListProjects", &[prefix, &tags]);
        let mut after: Option<String> = self.tokens.position(&query, request.next_token.as_deref())?;
        let (mut projects, mut looked_at, mut next) = (Vec::new(), 0, None);
        'pages: loop {
            // One more than asked for tells whether anything follows.
            let rows = self.parts.store.projects(&caller.tenant, prefix, after.as_deref(), limit + 1).await?;
            let is_last = rows.len() <= limit;
            for row in rows {
                if projects.len() == limit || looked_at == LOOKED_AT_MAX {
                    next = after;
                    break 'pages;
                }
                looked_at += 1;
                let project = project_record(&row)?;
                after = Some(row.name);
                if has_tags(&project, wanted) {
                    projects.push(project);
                }
            }
            if is_last {
                break;
            }
        }
        Ok(ListProjectsReply {
            next_token: self.tokens.next(&query, next.as_ref())?,
            projects,
            request_id: caller.request_id,
        })
    }
}

/// Whether a project has all of these tags; one without a value asks for its key alone.
fn has_tags(project: &Project, wanted: &[Tag]) -> bool {
    let tags = project.tags.as_deref().unwrap_or_default();
    wanted.iter().all(|wanted| {
        tags.iter().any(|tag| {
            tag.tag_key == wanted.key && wanted.value.as_ref().is_none_or(|_| tag.tag_value == wanted.value)
        })
    })
}
