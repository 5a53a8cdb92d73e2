//! The model: what the traits say, with maps instead of tables and one caller instead of many.
//!
//! Tenants, hash keys, contents, options and `OssKey`s are small numbers; a job is its position in the order
//! in which jobs were enqueued. Times are milliseconds after the tests' beginning.

use std::collections::BTreeMap;

/// Why a verb refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    LeaseLost,
    Dying,
    AlreadyExists,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Submitted {
    Known,
    Pending,
    Queued,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Final,
    Failed(String),
}

#[derive(Debug, Default)]
pub(super) struct Blob {
    pub(super) refs: u64,
    dying: bool,
    touched_at: i64,
}

#[derive(Debug)]
pub(super) struct Upload {
    pub(super) content: Option<u8>,
    pub(super) expires_at: i64,
}

#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) report: String,
    pub(super) members: usize,
    expires_at: i64,
}

#[derive(Debug)]
pub(super) struct Detection {
    pub(super) state: State,
    remote: bool,
    pub(super) content: Option<u8>,
    pub(super) options: u8,
    job: Option<usize>,
    pub(super) expires_at: Option<i64>,
}

#[derive(Debug, PartialEq, Eq)]
enum Life {
    Waiting,
    Leased,
    Done,
    Dead,
}

#[derive(Debug)]
struct Job {
    life: Life,
    priority: i16,
    due_at: i64,
    attempt: u32,
}

/// Everything that the store would know.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) now: i64,
    pub(super) blobs: BTreeMap<u8, Blob>,
    pub(super) uploads: BTreeMap<(u8, u8), Upload>,
    pub(super) verdicts: BTreeMap<(u8, u8), Verdict>,
    pub(super) detections: BTreeMap<(u8, u8), Detection>,
    pub(super) submissions: BTreeMap<u8, u64>,
    jobs: Vec<Job>,
    /// The ids that the store gave to the jobs.
    pub(super) ids: Vec<assay_store::JobId>,
    /// Every lease ever handed out: the job and the attempt.
    pub(super) leases: Vec<(usize, u32)>,
}

impl World {
    pub(super) fn reserve(&mut self, content: u8) -> Result<(), Refusal> {
        let now = self.now;
        let blob = self.blobs.entry(content).or_insert(Blob { touched_at: now, ..Blob::default() });
        if blob.dying {
            return Err(Refusal::Dying);
        }
        blob.touched_at = blob.touched_at.max(now);
        Ok(())
    }

    pub(super) fn begin_sweep(&mut self, grace: i64) -> Vec<u8> {
        let mut swept = Vec::new();
        for (content, blob) in &mut self.blobs {
            if blob.refs == 0 && blob.touched_at <= self.now - grace {
                (blob.dying, blob.touched_at) = (true, self.now);
                swept.push(*content);
            }
        }
        swept
    }

    pub(super) fn end_sweep(&mut self, content: u8) {
        if self.blobs.get(&content).is_some_and(|blob| blob.dying) {
            self.blobs.remove(&content);
        }
    }

    fn is_dying(&self, content: u8) -> bool {
        self.blobs.get(&content).is_some_and(|blob| blob.dying)
    }

    fn take(&mut self, content: u8) {
        // Never reserved: as if touched before time began.
        self.blobs.entry(content).or_insert(Blob { touched_at: i64::MIN / 2, ..Blob::default() }).refs += 1;
    }

    fn release_content(&mut self, content: Option<u8>, idle_since: Option<i64>) {
        if let Some(blob) = content.and_then(|content| self.blobs.get_mut(&content)) {
            blob.refs -= 1;
            blob.touched_at = blob.touched_at.max(idle_since.unwrap_or(i64::MIN));
        }
    }

    pub(super) fn promise(&mut self, tenant: u8, oss_key: u8, life: i64) -> Result<(), Refusal> {
        if self.uploads.contains_key(&(tenant, oss_key)) {
            return Err(Refusal::AlreadyExists);
        }
        self.uploads.insert((tenant, oss_key), Upload { content: None, expires_at: self.now + life });
        Ok(())
    }

    pub(super) fn complete_upload(
        &mut self,
        tenant: u8,
        oss_key: u8,
        content: u8,
        life: i64,
    ) -> Result<bool, Refusal> {
        let Some(before) = self.uploads.get(&(tenant, oss_key)).map(|upload| upload.content) else {
            return Ok(false);
        };
        if self.is_dying(content) {
            return Err(Refusal::Dying);
        }
        self.take(content);
        self.release_content(before, None);
        let after = Upload { content: Some(content), expires_at: self.now + life };
        self.uploads.insert((tenant, oss_key), after);
        Ok(true)
    }

    /// A submission; `content` is `None` for a remote one.
    pub(super) fn submit(
        &mut self,
        tenant: u8,
        hash_key: u8,
        content: Option<u8>,
        options: u8,
        (priority, life): (i16, i64),
    ) -> Result<Submitted, Refusal> {
        let before = self.detections.get(&(tenant, hash_key));
        let is_pending = before.is_some_and(|before| {
            let same = match content {
                Some(content) => before.content == Some(content),
                None => before.remote,
            };
            let alive =
                before.job.is_some_and(|job| matches!(self.jobs[job].life, Life::Waiting | Life::Leased));
            before.state == State::Pending && alive && same && before.options == options
        });
        if is_pending {
            *self.submissions.entry(tenant).or_default() += 1;
            return Ok(Submitted::Pending);
        }
        let before = before.and_then(|before| before.content);
        if content.is_some_and(|content| self.is_dying(content)) {
            return Err(Refusal::Dying);
        }
        *self.submissions.entry(tenant).or_default() += 1;
        if let Some(content) = content {
            self.take(content);
        }
        self.release_content(before, Some(self.now));
        let expires_at = self.now + life;
        let known = content.and_then(|content| self.verdicts.get_mut(&(content, options)));
        let is_known = known.is_some();
        if let Some(verdict) = known {
            verdict.expires_at = verdict.expires_at.max(expires_at);
        } else {
            self.jobs.push(Job { life: Life::Waiting, priority, due_at: self.now, attempt: 0 });
        }
        let detection = Detection {
            state: if is_known { State::Final } else { State::Pending },
            remote: content.is_none(),
            content,
            options,
            job: (!is_known).then(|| self.jobs.len() - 1),
            expires_at: is_known.then_some(expires_at),
        };
        self.detections.insert((tenant, hash_key), detection);
        Ok(if is_known { Submitted::Known } else { Submitted::Queued })
    }

    pub(super) fn claim(&mut self, limit: usize, lease_for: i64) -> Vec<(usize, u32)> {
        let mut due: Vec<_> = (0..self.jobs.len())
            .filter(|job| {
                let job = &self.jobs[*job];
                matches!(job.life, Life::Waiting | Life::Leased) && job.due_at <= self.now
            })
            .collect();
        due.sort_by_key(|job| (std::cmp::Reverse(self.jobs[*job].priority), *job));
        due.truncate(limit);
        let claimed = due.into_iter().map(|index| {
            let job = &mut self.jobs[index];
            job.life = Life::Leased;
            job.attempt += 1;
            job.due_at = self.now + lease_for;
            (index, job.attempt)
        });
        let claimed: Vec<_> = claimed.collect();
        self.leases.extend(&claimed);
        claimed
    }

    fn held(&mut self, (index, attempt): (usize, u32)) -> Result<&mut Job, Refusal> {
        let job = &mut self.jobs[index];
        if job.life == Life::Leased && job.attempt == attempt { Ok(job) } else { Err(Refusal::LeaseLost) }
    }

    pub(super) fn heartbeat(&mut self, lease: (usize, u32), lease_for: i64) -> Result<(), Refusal> {
        let until = self.now + lease_for;
        self.held(lease)?.due_at = until;
        Ok(())
    }

    pub(super) fn complete(&mut self, lease: (usize, u32)) -> Result<(), Refusal> {
        self.held(lease)?.life = Life::Done;
        Ok(())
    }

    /// An attempt that failed: again after a wait, or never.
    pub(super) fn fail(&mut self, lease: (usize, u32), retry_after: Option<i64>) -> Result<(), Refusal> {
        let now = self.now;
        let job = self.held(lease)?;
        match retry_after {
            Some(wait) => (job.life, job.due_at) = (Life::Waiting, now + wait),
            None => job.life = Life::Dead,
        }
        Ok(())
    }

    pub(super) fn release(&mut self, lease: (usize, u32)) -> Result<(), Refusal> {
        let job = self.held(lease)?;
        (job.life, job.due_at) = (Life::Waiting, i64::MIN);
        job.attempt -= 1;
        Ok(())
    }

    pub(super) fn revive(&mut self, index: usize) -> bool {
        let now = self.now;
        match self.jobs.get_mut(index) {
            Some(job) if job.life == Life::Dead => {
                (job.life, job.due_at, job.attempt) = (Life::Waiting, now, 0);
                true
            }
            _ => false,
        }
    }

    pub(super) fn depth(&self) -> u64 {
        self.jobs.iter().filter(|job| matches!(job.life, Life::Waiting | Life::Leased)).count() as u64
    }

    pub(super) fn dead(&self) -> usize {
        self.jobs.iter().filter(|job| job.life == Life::Dead).count()
    }

    pub(super) fn attach(&mut self, tenant: u8, hash_key: u8, content: u8) -> Result<bool, Refusal> {
        match self.detections.get(&(tenant, hash_key)) {
            Some(own) if own.state == State::Pending && own.remote => {}
            _ => return Ok(false),
        }
        self.refer_to((tenant, hash_key), content)?;
        Ok(true)
    }

    fn refer_to(&mut self, place: (u8, u8), content: u8) -> Result<(), Refusal> {
        let before = self.detections[&place].content;
        if before == Some(content) {
            return Ok(());
        }
        if self.is_dying(content) {
            return Err(Refusal::Dying);
        }
        self.take(content);
        self.release_content(before, None);
        self.detections.get_mut(&place).unwrap().content = Some(content);
        Ok(())
    }

    fn is_own(&self, place: (u8, u8), job: usize) -> bool {
        self.detections.get(&place).is_some_and(|own| own.state == State::Pending && own.job == Some(job))
    }

    pub(super) fn finish(
        &mut self,
        lease: (usize, u32),
        place: (u8, u8),
        (content, options): (u8, u8),
        (report, members): (String, usize),
        life: i64,
    ) -> Result<(), Refusal> {
        self.held(lease)?;
        let expires_at = self.now + life;
        if self.is_own(place, lease.0) {
            self.refer_to(place, content)?;
            let own = self.detections.get_mut(&place).unwrap();
            (own.state, own.options, own.job) = (State::Final, options, None);
            own.expires_at = Some(expires_at);
        }
        self.complete(lease)?;
        let kept = self.verdicts.entry((content, options)).or_insert(Verdict { report, members, expires_at });
        kept.expires_at = kept.expires_at.max(expires_at);
        Ok(())
    }

    pub(super) fn fail_detection(
        &mut self,
        lease: (usize, u32),
        place: (u8, u8),
        reason: String,
        life: i64,
    ) -> Result<(), Refusal> {
        self.complete(lease)?;
        let expires_at = self.now + life;
        if self.is_own(place, lease.0) {
            let own = self.detections.get_mut(&place).unwrap();
            (own.state, own.job, own.expires_at) = (State::Failed(reason), None, Some(expires_at));
        }
        Ok(())
    }

    pub(super) fn expire(&mut self) -> u64 {
        let now = self.now;
        let mut dropped = Vec::new();
        self.uploads.retain(|_, upload| {
            let stays = upload.expires_at > now;
            if !stays {
                dropped.push(upload.content);
            }
            stays
        });
        self.detections.retain(|_, detection| {
            let stays = detection.expires_at.is_none_or(|end| end > now);
            if !stays {
                dropped.push(detection.content);
            }
            stays
        });
        self.verdicts.retain(|_, verdict| verdict.expires_at > now);
        let count = dropped.len() as u64;
        for content in dropped {
            self.release_content(content, Some(now));
        }
        count
    }
}
