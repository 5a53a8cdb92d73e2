//! The small trained networks: loaded once a process, run on numbers.
//!
//! They are trained in `training/`, on pictures that the project makes. A network that cannot be loaded or run is
//! absent: its stage goes on without its opinion.

use std::sync::{Arc, OnceLock};

use rten::{Model, RunOptions, ThreadPool};
use rten_tensor::{Tensor, prelude::*};

/// Tells how upright a patch of ink looks.
pub(crate) static UPRIGHT: Network = Network::new(include_bytes!("../weights/upright.onnx"));
/// Tells where a page is in a photo.
pub(crate) static OUTLINE: Network = Network::new(include_bytes!("../weights/outline.onnx"));

/// A network with one input and one output.
pub(crate) struct Network {
    onnx: &'static [u8],
    loaded: OnceLock<Option<Model>>,
}

impl Network {
    const fn new(onnx: &'static [u8]) -> Self {
        Self { onnx, loaded: OnceLock::new() }
    }

    fn model(&self) -> Option<&Model> {
        self.loaded.get_or_init(|| Model::load_static_slice(self.onnx).ok()).as_ref()
    }

    /// What it answers to numbers of this shape; `None` when it cannot be run.
    pub(crate) fn run(&self, shape: [usize; 4], numbers: Vec<f32>) -> Option<Vec<f32>> {
        let model = self.model()?;
        let input = Tensor::try_from_data(&shape, numbers).ok()?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(threads())));
        let answer = model.run_one(input.view().into(), Some(options)).ok()?;
        Some(answer.into_tensor::<f32>()?.to_vec())
    }
}

/// As many threads as rayon's; it cannot be told to take those.
fn threads() -> &'static Arc<ThreadPool> {
    static THREADS: OnceLock<Arc<ThreadPool>> = OnceLock::new();
    THREADS.get_or_init(|| Arc::new(ThreadPool::with_num_threads(rayon::current_num_threads())))
}

/// Loads the networks and starts their threads, so that afterwards none is started.
pub fn warm_up() {
    let side = 128;
    let _ = UPRIGHT.run([1, 1, side, side], vec![0.0; side * side]);
    let side = 256;
    let _ = OUTLINE.run([1, 3, side, side], vec![0.0; 3 * side * side]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that `training/export.py` makes, too.
    fn ramp(count: usize) -> Vec<f32> {
        (0..count).map(|at| ((at * 37 % 101) as f32 / 50.0) - 1.0).collect()
    }

    #[test]
    fn the_networks_answer_as_they_did_where_they_were_trained() {
        let checks: serde_json::Value =
            serde_json::from_str(include_str!("../weights/checks.json")).expect("checks");
        for (network, name, shape) in
            [(&UPRIGHT, "upright", [2, 1, 128, 128]), (&OUTLINE, "outline", [1, 3, 256, 256])]
        {
            let numbers = ramp(shape.iter().product());
            let answer = network.run(shape, numbers.clone()).expect("an answer");
            assert_eq!(network.run(shape, numbers).as_ref(), Some(&answer), "{name}");
            let expected = checks[name].as_array().expect("numbers");
            let step = answer.len() / expected.len();
            for (at, expected) in expected.iter().enumerate() {
                let expected = expected.as_f64().expect("a number") as f32;
                assert!((answer[at * step] - expected).abs() < 1e-3 * expected.abs().max(1.0), "{name} {at}");
            }
        }
    }
}
