//! Where workers come from: a program that is started anew for each, or a template that is started once.

use std::{
    io,
    sync::{Arc, Mutex as SyncMutex, PoisonError},
};

use assay_protocol::{RuleFiles, Settings};
use tokio::sync::Mutex;
use tokio_util::task::TaskTracker;

use crate::{SandboxError, launch::Launcher, template::Template, worker::Worker};

/// Makes workers of one kind.
#[derive(Debug)]
pub(crate) struct Source {
    launcher: Launcher,
    settings: SyncMutex<Settings>,
    /// The template in force, when workers come from one. It is started when the first worker is wanted, and again
    /// when it died.
    template: Mutex<Option<Arc<Template>>>,
    from_template: bool,
    /// Every process that was started and is not yet reaped.
    pub(crate) alive: TaskTracker,
}

impl Source {
    /// Makes workers by starting the launcher's program.
    pub(crate) fn new(launcher: Launcher, settings: Settings, from_template: bool) -> Self {
        Self {
            launcher,
            settings: SyncMutex::new(settings),
            template: Mutex::new(None),
            from_template,
            alive: TaskTracker::new(),
        }
    }

    /// A new worker, which has yet to say hello.
    pub(crate) async fn worker(&self) -> Result<Worker, SandboxError> {
        if !self.from_template {
            let launched = self.launcher.launch(self.settings()).await.map_err(SandboxError::Spawn)?;
            return Ok(Worker::new(launched, self.alive.token()));
        }
        let template = self.template().await?;
        match template.fork(self.alive.token()).await {
            Ok(worker) => Ok(worker),
            Err(err) => {
                tracing::error!(%err, "a template makes no workers any more; starting another");
                self.forget(&template).await;
                self.template().await?.fork(self.alive.token()).await.map_err(SandboxError::Spawn)
            }
        }
    }

    /// A template with other rules, beside the one in force. Of no use where workers do not come from one.
    pub(crate) async fn other_template(&self, rules: RuleFiles) -> Result<Arc<Template>, SandboxError> {
        if !self.from_template {
            return Err(SandboxError::Spawn(io::Error::from(io::ErrorKind::Unsupported)));
        }
        self.start(Settings { rules, ..self.settings() }).await
    }

    /// Makes workers from this template from now on.
    pub(crate) async fn put_in_force(&self, template: Arc<Template>, rules: RuleFiles) {
        let mut current = self.template.lock().await;
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).rules = rules;
        *current = Some(template);
    }

    /// Makes no more workers: a template that has none any more ends.
    pub(crate) async fn close(&self) {
        self.template.lock().await.take();
    }

    async fn template(&self) -> Result<Arc<Template>, SandboxError> {
        let mut current = self.template.lock().await;
        if let Some(template) = &*current {
            return Ok(Arc::clone(template));
        }
        let template = self.start(self.settings()).await?;
        Ok(Arc::clone(current.insert(template)))
    }

    async fn start(&self, settings: Settings) -> Result<Arc<Template>, SandboxError> {
        let settings = Settings { template: true, ..settings };
        let launched = self.launcher.launch(settings).await.map_err(SandboxError::Spawn)?;
        Template::ready(launched, self.alive.token()).await
    }

    async fn forget(&self, template: &Arc<Template>) {
        let mut current = self.template.lock().await;
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(current, template)) {
            *current = None;
        }
    }

    fn settings(&self) -> Settings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
