//! `docs/compatibility.md` is what the table of operations says.

use std::{fs, path::Path};

#[test]
fn the_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/compatibility.md");
    let expected = assay_wire::compatibility_page();
    if std::env::var_os("ASSAY_REGENERATE").is_some() {
        fs::write(&path, &expected).expect("docs/ can be written");
    }
    let actual = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        actual == expected,
        "docs/compatibility.md is not what the table says: run ASSAY_REGENERATE=1 cargo test -p assay-wire"
    );
}
