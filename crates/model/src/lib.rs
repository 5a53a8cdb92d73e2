//! Runs models that the user supplies (ONNX) on pictures and texts: labels, figures, vectors.
