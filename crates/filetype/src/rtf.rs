//! Rich text, and the objects in it.

use memchr::memmem;

use crate::{LabelSet, le, names};

/// How much is searched for objects.
const SCANNED_BYTES: usize = 1 << 20;

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    // Word asks for no more than this, and what evades scanners writes no more.
    if !bytes.starts_with(b"{\\rt") {
        return;
    }
    labels.add(names::RTF);
    let head = le::head(bytes, SCANNED_BYTES);
    let has = |control: &[u8]| memmem::find(head, control).is_some();
    labels.add_if(has(b"\\objdata") || has(b"\\objocx") || has(b"\\objemb"), names::OLE_OBJECT);
    labels.add_if(has(b"\\objupdate") || has(b"\\objautlink"), names::OPEN_ACTION);
    // "Equation.", as it is and as the hexadecimal digits of an object's class name.
    labels.add_if(has(b"Equation.") || has(b"4571756174696f6e2e"), names::EQUATION);
}
