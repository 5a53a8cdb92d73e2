//! The text of `docs/compatibility.md`, written from the table of operations so that it cannot lie.

use std::fmt::Write as _;

use crate::{Operation, Product};

/// Markdown about every operation of the four APIs: served, with the decisions taken, or not.
pub fn compatibility_page() -> String {
    let mut page = String::from(
        "# Compatibility\n\n\
         Every operation that the official SDKs know, and whether Assay serves it. Generated from the table \
         that also routes the requests; `ASSAY_REGENERATE=1 cargo test -p assay-wire` writes it anew.\n\n\
         An operation that is not served answers HTTP 400 with the code `UnsupportedOperation`, in its \
         product's own error shape. What is marked as our own is in no SDK; a generic client calls it. Notes tell what was decided where the public documents are silent or \
         leave a choice.\n\n\
         | API | version | operations | served |\n| --- | --- | ---: | ---: |\n",
    );
    for product in Product::ALL {
        let all = || Operation::all(product).iter().filter(|operation| !operation.own);
        let (count, served) = (all().count(), all().filter(|operation| operation.served().is_some()).count());
        line(&mut page, format_args!("| {} | {} | {count} | {served} |", title(product), product.version()));
    }
    for product in Product::ALL {
        line(&mut page, format_args!("\n## {} {}", title(product), product.version()));
        render_served(&mut page, product);
        render_unserved(&mut page, product);
    }
    page
}

fn title(product: Product) -> String {
    product.name().to_uppercase()
}

fn render_served(page: &mut String, product: Product) {
    for operation in Operation::all(product) {
        let Some(served) = operation.served() else { continue };
        let own = if operation.own { " (our own)" } else { "" };
        line(page, format_args!("\n### {}{own}\n", operation.action));
        for note in served.notes() {
            line(page, format_args!("- {note}"));
        }
    }
}

fn render_unserved(page: &mut String, product: Product) {
    let unserved: Vec<_> =
        Operation::all(product).iter().filter(|operation| operation.served().is_none()).collect();
    if unserved.is_empty() {
        return;
    }
    line(page, format_args!("\n### Not served\n"));
    for operation in unserved {
        line(page, format_args!("- {}{}", operation.action, paths(operation)));
    }
}

/// Where an operation is, in parentheses; nothing for RPC, where everything is at `/`.
fn paths(operation: &Operation) -> String {
    match (operation.path, operation.alias) {
        ("/", _) => String::new(),
        (path, None) => format!(" (`{path}`)"),
        (path, Some(alias)) => format!(" (`{path}`, `{alias}`)"),
    }
}

/// Appends a line; writing to a `String` cannot fail.
fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_operation() {
        let page = compatibility_page();
        for product in Product::ALL {
            for operation in Operation::all(product) {
                assert!(page.contains(operation.action), "{} is missing", operation.action);
            }
        }
    }
}
