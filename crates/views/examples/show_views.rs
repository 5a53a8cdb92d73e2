//! Prints what a script hides: its views and its flows. The tool for looking at a disguise.
//!
//! ```text
//! cargo run --release -p assay-views --example show_views -- php FILE…
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

use assay_views::{Limits, Script, read};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(script) = arguments.next().and_then(|name| Script::of_label(&name)) else {
        eprintln!("usage: show_views KIND FILE…");
        return;
    };
    for path in arguments {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let start = std::time::Instant::now();
        let reading = read(&bytes, script, &Limits::default());
        println!("== {path}: {} bytes, {:?}, complete: {}", bytes.len(), start.elapsed(), reading.complete);
        for flow in &reading.flows {
            let text = bytes.get(flow.start..flow.end.min(flow.start + 200)).unwrap_or_default();
            println!(
                "{:?} <- {:?} hidden: {} at {}: {}",
                flow.sink,
                flow.source,
                flow.hidden,
                flow.start,
                text.escape_ascii()
            );
        }
        for view in &reading.views {
            println!("-- {:?}\n{}", view.how, String::from_utf8_lossy(&view.text));
        }
    }
}
