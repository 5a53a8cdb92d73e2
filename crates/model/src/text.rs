//! The model of texts: tokens in, a vector out.

use std::path::Path;

use assay_findings::media::Vector;
use rten::Value;

use crate::{
    ModelError,
    manifest::{TextInput, VectorOutput},
    network::{Network, read_file, whole_tensor},
    vector::vector,
    wordpiece::WordPiece,
};

/// The largest vocabulary, in bytes.
const VOCABULARY_MAX_BYTES: u64 = 32 << 20;
/// Bytes of a text that are looked at: no network takes more tokens than these make.
const TEXT_MAX: usize = 1 << 20;

/// A model of texts.
pub(crate) struct TextModel {
    pub(crate) network: Network,
    words: WordPiece,
    asked: TextInput,
    output: VectorOutput,
}

impl TextModel {
    /// Reads it; also gives the vocabulary's text.
    pub(crate) fn read(
        folder: &Path,
        file: &str,
        asked: TextInput,
        output: VectorOutput,
    ) -> Result<(Self, Vec<u8>), ModelError> {
        let path = folder.join(&asked.vocabulary);
        let bytes = read_file(&path, VOCABULARY_MAX_BYTES)?;
        let words = str::from_utf8(&bytes)
            .map_err(|error| error.to_string())
            .and_then(|text| WordPiece::read(text, asked.lower_case))
            .map_err(|why| ModelError::Manifest { path, why })?;
        let outputs: Vec<_> = output.output.as_deref().into_iter().collect();
        let network = Network::read(folder.join(file), &[&asked.input], &outputs)?;
        Ok((Self { network, words, asked, output }, bytes))
    }

    /// What a text means.
    pub(crate) fn vector(&self, text: &str) -> Result<Vector, ModelError> {
        let text = text.get(..text.floor_char_boundary(TEXT_MAX)).unwrap_or_default();
        let mut numbers = self.words.encode(text, self.asked.tokens);
        let used = numbers.len();
        if self.asked.fixed {
            numbers.resize(self.asked.tokens, self.words.filling());
        }
        let mut mask = vec![1; used];
        mask.resize(numbers.len(), 0);
        let types = vec![0; numbers.len()];
        let mut inputs: Vec<(Option<&str>, Value)> = vec![(Some(&self.asked.input), whole_tensor(numbers))];
        for (name, values) in [(&self.asked.mask, mask), (&self.asked.types, types)] {
            if self.network.has(name) {
                inputs.push((Some(name), whole_tensor(values)));
            }
        }
        let outputs = self.network.run(inputs, &[self.output.output.as_deref()])?;
        let output = outputs.first().ok_or_else(|| self.network.fault("it answers nothing"))?;
        vector(output, &self.output, used).map_err(|why| self.network.fault(&why))
    }
}
