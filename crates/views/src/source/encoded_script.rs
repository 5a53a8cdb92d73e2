//! Microsoft Script Encoder: `#@~^LENGTH==…CHECK==^#~@`, as JScript.Encode and VBScript.Encode have it.
//!
//! Every printable character is replaced through one of three tables, chosen in turn by its position.
//! Source: Mr Brownstone, "Microsoft Script Encoding" (2003), and the decoders built on it.

/// Which of the three tables each position of a block of 64 uses.
const PICK: &[u8; 64] = b"1201202002021020102011200210200211020201011201021020112001120102";

/// What each encoded character stands for in the three tables: the tab, then those from the space on.
const TABLES: [&[u8; 97]; 3] = [
    b"\x7b\x32\x30\x21\x29\x5b\x38\x33\x3d\x58\x3a\x35\x65\x39\x5c\x56\x73\x66\x4e\x45\x6b\x62\x59\x78\x5e\x7d\x4a\x6d\x71\x00\x60\x00\x53\x00\x42\x27\x48\x72\x75\x31\x37\x4d\x52\x22\x54\x6a\x47\x64\x2d\x20\x7f\x2e\x4c\x5d\x7e\x6c\x6f\x79\x74\x43\x26\x76\x25\x24\x2b\x28\x23\x41\x34\x09\x2a\x44\x3f\x77\x3b\x55\x69\x61\x63\x50\x67\x51\x49\x4f\x46\x68\x7c\x36\x70\x6e\x7a\x2f\x5f\x4b\x5a\x2cW",
    b"\x57\x2e\x47\x7a\x56\x42\x6a\x2f\x26\x49\x41\x34\x32\x5b\x76\x72\x43\x38\x39\x70\x45\x68\x71\x4f\x09\x62\x44\x23\x75\x00\x7e\x00\x5e\x00\x77\x4a\x61\x5d\x22\x4b\x6f\x4e\x3b\x4c\x50\x67\x2a\x7d\x74\x54\x2b\x2d\x2c\x30\x6e\x6b\x66\x35\x25\x21\x64\x4d\x52\x63\x3f\x7b\x78\x29\x28\x73\x59\x33\x7f\x6d\x55\x53\x7c\x3a\x5f\x65\x46\x58\x31\x69\x6c\x5a\x48\x27\x5c\x3d\x24\x79\x37\x60\x51\x206",
    b"\x6e\x2d\x75\x52\x60\x71\x5e\x49\x5c\x62\x7d\x29\x36\x20\x7c\x7a\x7f\x6b\x63\x33\x2b\x68\x51\x66\x76\x31\x64\x54\x43\x00\x3a\x00\x7e\x00\x45\x2c\x2a\x74\x27\x37\x44\x79\x59\x2f\x6f\x26\x72\x6a\x39\x7b\x3f\x38\x77\x67\x53\x47\x34\x78\x5d\x30\x23\x5a\x5b\x6c\x48\x55\x70\x69\x2e\x4c\x21\x24\x4e\x50\x09\x56\x73\x35\x61\x4b\x58\x3b\x57\x22\x6d\x4d\x25\x28\x46\x4a\x32\x41\x3d\x5f\x4f\x42e",
];

/// Decodes every encoded block of a text; `None` when it has none.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut found = false;
    while let Some(at) = memchr::memmem::find(rest, b"#@~^") {
        let (before, block) = rest.split_at(at);
        // After the mark: eight characters of length.
        let Some(body) = block.get(12..) else { break };
        let end = memchr::memmem::find(body, b"^#~@").unwrap_or(body.len());
        out.extend_from_slice(before);
        // Before the end: eight characters of check sum.
        decode_block(&body[..end.saturating_sub(8)], &mut out);
        found = true;
        rest = body.get(end + 4..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    found.then_some(out)
}

fn decode_block(body: &[u8], out: &mut Vec<u8>) {
    let mut position = 0_usize;
    let mut rest = body;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        if *byte == b'@'
            && let [mark, after @ ..] = tail
            && let Some(plain) = escaped(*mark)
        {
            out.push(plain);
            rest = after;
        } else {
            out.push(decode_one(*byte, position));
        }
        // Characters beyond ASCII pass unchanged, and do not count.
        position += usize::from(byte.is_ascii());
    }
}

fn escaped(mark: u8) -> Option<u8> {
    match mark {
        b'#' => Some(b'\r'),
        b'&' => Some(b'\n'),
        b'!' => Some(b'<'),
        b'*' => Some(b'>'),
        b'$' => Some(b'@'),
        _ => None,
    }
}

fn decode_one(byte: u8, position: usize) -> u8 {
    let table = TABLES[usize::from(PICK[position % 64] - b'0')];
    let index = match byte {
        b'\t' => 0,
        b' '..=b'\x7f' => usize::from(byte) - 31,
        other => return other,
    };
    table.get(index).copied().filter(|plain| *plain != 0).unwrap_or(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_decoded_where_it_stands() {
        let text = b"<% #@~^DgAAAA==\\ko$K6,JCAAAAAA==^#~@ %>";
        assert_eq!(decode(text).expect("a block"), b"<% MsgBox \"H %>");
        assert_eq!(decode(b"plain"), None);
        assert_eq!(decode(b"#@~^short").as_deref(), None);
    }
}
