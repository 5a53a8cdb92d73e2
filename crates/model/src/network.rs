//! A network: an ONNX file, loaded and run.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::{Tensor, prelude::*};

use crate::ModelError;

/// The largest ONNX file, in bytes: 1 GiB. Weights in files beside it are not read.
const FILE_MAX: u64 = 1 << 30;
/// The most numbers of one output that are taken.
const OUTPUT_MAX: usize = 16 << 20;

/// A network. It runs on the one thread that is handed to it: there is a process for each core.
pub(crate) struct Network {
    path: PathBuf,
    bytes: Vec<u8>,
    loaded: Option<Loaded>,
}

struct Loaded {
    model: Model,
    threads: Arc<ThreadPool>,
}

/// What a network answered at one of its outputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Output {
    pub(crate) shape: Vec<usize>,
    pub(crate) numbers: Vec<f32>,
}

impl Network {
    /// Reads the file and makes sure that it is a network with these inputs and outputs. Starts no thread.
    pub(crate) fn read(path: PathBuf, inputs: &[&str], outputs: &[&str]) -> Result<Self, ModelError> {
        let bytes = read_file(&path, FILE_MAX)?;
        let network = Self { path, bytes, loaded: None };
        // Optimising computes constants, on threads; this is about whether it can be read at all.
        let model =
            network.load(ModelOptions::with_all_ops().enable_optimization(false), network.bytes.clone())?;
        if model.input_ids().is_empty() || model.output_ids().is_empty() {
            return Err(network.fault("it has no input or no output"));
        }
        for name in inputs.iter().chain(outputs) {
            network.named(&model, name)?;
        }
        Ok(network)
    }

    /// Makes it ready to run; afterwards no thread is started.
    pub(crate) fn warm_up(&mut self, threads: &Arc<ThreadPool>) -> Result<(), ModelError> {
        let bytes = std::mem::take(&mut self.bytes);
        let model = self.load(&ModelOptions::with_all_ops(), bytes)?;
        self.loaded = Some(Loaded { model, threads: Arc::clone(threads) });
        Ok(())
    }

    /// Its content, until it is warm.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it has an input of this name.
    pub(crate) fn has(&self, input: &str) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.model.find_node(input).is_some())
    }

    /// Runs it. `None` stands for the first input or output.
    pub(crate) fn run(
        &self,
        inputs: Vec<(Option<&str>, Value)>,
        outputs: &[Option<&str>],
    ) -> Result<Vec<Output>, ModelError> {
        let Some(Loaded { model, threads }) = &self.loaded else {
            return Err(self.fault("it is not warm yet"));
        };
        let place = |name: Option<&str>, first: &[NodeId]| match name {
            Some(name) => self.named(model, name),
            None => first.first().copied().ok_or_else(|| self.fault("it has no input or no output")),
        };
        let inputs = inputs
            .into_iter()
            .map(|(name, value)| Ok((place(name, model.input_ids())?, ValueOrView::Value(value))))
            .collect::<Result<Vec<_>, ModelError>>()?;
        let outputs =
            outputs.iter().map(|name| place(*name, model.output_ids())).collect::<Result<Vec<_>, _>>()?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(threads)));
        let values = model.run(inputs, &outputs, Some(options)).map_err(|error| self.fault(&error))?;
        values.into_iter().map(|value| self.output(value)).collect()
    }

    /// A complaint about it.
    pub(crate) fn fault(&self, why: &(impl ToString + ?Sized)) -> ModelError {
        ModelError::Network { path: self.path.clone(), why: why.to_string() }
    }

    fn load(&self, options: &ModelOptions, bytes: Vec<u8>) -> Result<Model, ModelError> {
        options.load(bytes).map_err(|error| self.fault(&error))
    }

    fn named(&self, model: &Model, name: &str) -> Result<NodeId, ModelError> {
        model.find_node(name).ok_or_else(|| self.fault(&format_args!("it has nothing called {name:?}")))
    }

    fn output(&self, value: Value) -> Result<Output, ModelError> {
        let Some(tensor) = value.into_tensor::<f32>() else {
            return Err(self.fault("an output that is asked for has no floating-point numbers"));
        };
        if tensor.len() > OUTPUT_MAX {
            return Err(self.fault(&format_args!("an output has more than {OUTPUT_MAX} numbers")));
        }
        Ok(Output { shape: tensor.shape().to_vec(), numbers: tensor.to_vec() })
    }
}

/// Numbers as a network takes them.
///
/// # Panics
/// Never: whoever calls this has as many numbers as the shape says.
pub(crate) fn tensor(shape: &[usize], numbers: Vec<f32>) -> Value {
    Tensor::from_data(shape, numbers).into()
}

/// The same for whole numbers.
pub(crate) fn whole_tensor(numbers: Vec<i32>) -> Value {
    Tensor::from_data(&[1, numbers.len()], numbers).into()
}

/// A file of the operator's, as a whole.
pub(crate) fn read_file(path: &Path, max_bytes: u64) -> Result<Vec<u8>, ModelError> {
    let read = || {
        let size = fs::metadata(path)?.len();
        if size > max_bytes {
            let why = format!("it has {size} bytes, and {max_bytes} are the most");
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, why));
        }
        fs::read(path)
    };
    read().map_err(|error| ModelError::Read { path: path.to_owned(), error })
}
