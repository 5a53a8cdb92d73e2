//! Which engine is in force, for those who need to know it at all times.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The version of the engine and rules that new workers have. It changes when rules are loaded anew; clones tell the
/// same.
#[derive(Debug, Clone, Default)]
pub struct EngineInForce(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    version: Arc<str>,
    /// Counts changes of the rules.
    generation: u64,
}

/// A worker with rules that are no longer in force.
#[derive(Debug)]
pub(crate) struct Outdated;

impl EngineInForce {
    /// An engine that nothing replaces.
    pub fn fixed(version: &str) -> Self {
        Self(Arc::new(Mutex::new(State { version: Arc::from(version), generation: 0 })))
    }

    /// Its version; empty while no worker was ever ready.
    pub fn get(&self) -> Arc<str> {
        Arc::clone(&self.state().version)
    }

    /// How often the rules were changed: asked before a worker is started.
    pub(crate) fn generation(&self) -> u64 {
        self.state().generation
    }

    /// Notes the engine of a worker that was started in this generation; tells which was in force before.
    pub(crate) fn meet(&self, version: &str, generation: u64) -> Result<Arc<str>, Outdated> {
        let mut state = self.state();
        if generation != state.generation {
            return Err(Outdated);
        }
        Ok(std::mem::replace(&mut state.version, Arc::from(version)))
    }

    /// Begins a generation with this engine; tells which was in force before.
    pub(crate) fn change(&self, version: &str) -> Arc<str> {
        let mut state = self.state();
        state.generation += 1;
        std::mem::replace(&mut state.version, Arc::from(version))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_of_older_rules_does_not_bring_them_back() {
        let engine = EngineInForce::default();
        let before = engine.generation();
        assert_eq!(&*engine.meet("old", before).expect("in force"), "");
        assert_eq!(&*engine.change("new"), "old");
        assert!(engine.meet("old", before).is_err());
        assert_eq!(&*engine.get(), "new");
    }
}
