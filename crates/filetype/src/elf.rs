//! ELF (System V gABI, chapters 4 and 5).

use assay_findings::Label;
use memchr::memmem;

use crate::{
    LabelSet,
    le::{self, Order},
    names, sfx,
};

/// Headers that are looked at; a large shared library has some dozens.
const HEADERS_MAX: u16 = 256;

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    if bytes.starts_with(b"\x7fELF") {
        // A header that is cut off has told what it could.
        let _ = read(bytes, labels);
    }
}

/// Where the class puts its fields.
struct Layout {
    order: Order,
    wide: bool,
}

impl Layout {
    /// A number as wide as an address.
    fn word(&self, bytes: &[u8], offset: usize) -> Option<u64> {
        if self.wide { self.order.u64(bytes, offset) } else { self.order.u32(bytes, offset).map(u64::from) }
    }

    fn pick(&self, narrow: usize, wide: usize) -> usize {
        if self.wide { wide } else { narrow }
    }
}

fn read(bytes: &[u8], labels: &mut LabelSet) -> Option<()> {
    let wide = match bytes.get(4)? {
        1 => false,
        2 => true,
        _ => return None,
    };
    labels.add(if wide { names::ELF64 } else { names::ELF32 });
    let order = if *bytes.get(5)? == 2 { Order::Big } else { Order::Little };
    let layout = Layout { order, wide };
    let kind = order.u16(bytes, 16)?;
    if let Some(machine) = machine_label(order.u16(bytes, 18)?) {
        labels.add(machine);
    }
    let segments = Segments::read(bytes, &layout)?;
    match kind {
        1 => labels.add(names::RELOCATABLE),
        2 => labels.add(names::EXECUTABLE),
        // Position-independent programs are shared objects that name an interpreter, or that are
        // linked with nothing at all.
        3 if segments.has_interpreter || !segments.is_dynamic => labels.add(names::EXECUTABLE),
        3 => labels.add(names::SHARED),
        4 => labels.add(names::CORE),
        _ => {}
    }
    if matches!(kind, 2 | 3) {
        labels.add_if(!segments.has_interpreter && !segments.is_dynamic, names::STATIC);
        let sections = Sections::read(bytes, &layout);
        labels.add_if(!sections.has_symbols, names::STRIPPED);
        let is_upx = memmem::find(le::head(bytes, 4096), b"UPX!").is_some()
            || memmem::find(le::tail(bytes, 512), b"UPX!").is_some();
        labels.add_if(is_upx, names::UPX);
        labels.add_if(is_upx, names::PACKED);
        // What UPX packs lies in no section, and is no overlay.
        let end = usize::try_from(segments.end.max(sections.end)).ok();
        sfx::probe(bytes, end.filter(|_| !is_upx), labels);
    }
    Some(())
}

#[derive(Default)]
struct Segments {
    has_interpreter: bool,
    is_dynamic: bool,
    end: u64,
}

impl Segments {
    fn read(bytes: &[u8], layout: &Layout) -> Option<Self> {
        let table = layout.word(bytes, layout.pick(28, 32))?;
        let len = u64::from(layout.order.u16(bytes, layout.pick(42, 54))?);
        let count = layout.order.u16(bytes, layout.pick(44, 56))?.min(HEADERS_MAX);
        let mut segments = Self { end: table.saturating_add(len * u64::from(count)), ..Self::default() };
        for index in 0..u64::from(count) {
            let Some(at) = table.checked_add(index * len).and_then(|at| usize::try_from(at).ok()) else {
                break;
            };
            let Some(kind) = layout.order.u32(bytes, at) else { break };
            segments.has_interpreter |= kind == 3;
            segments.is_dynamic |= kind == 2;
            let offset = layout.word(bytes, at + layout.pick(4, 8)).unwrap_or(0);
            let file_len = layout.word(bytes, at + layout.pick(16, 32)).unwrap_or(0);
            segments.end = segments.end.max(offset.saturating_add(file_len));
        }
        Some(segments)
    }
}

#[derive(Default)]
struct Sections {
    has_symbols: bool,
    end: u64,
}

impl Sections {
    fn read(bytes: &[u8], layout: &Layout) -> Self {
        Self::try_read(bytes, layout).unwrap_or_default()
    }

    fn try_read(bytes: &[u8], layout: &Layout) -> Option<Self> {
        const SYMBOLS: u32 = 2;
        const NO_BYTES: u32 = 8;
        let table = layout.word(bytes, layout.pick(32, 40))?;
        let len = u64::from(layout.order.u16(bytes, layout.pick(46, 58))?);
        let count = layout.order.u16(bytes, layout.pick(48, 60))?;
        let mut sections = Self { has_symbols: false, end: table.saturating_add(len * u64::from(count)) };
        for index in 0..u64::from(count.min(HEADERS_MAX)) {
            let at = usize::try_from(table.checked_add(index * len)?).ok()?;
            let Some(kind) = layout.order.u32(bytes, at.saturating_add(4)) else { break };
            sections.has_symbols |= kind == SYMBOLS;
            if kind != NO_BYTES {
                let offset = layout.word(bytes, at + layout.pick(16, 24)).unwrap_or(0);
                let file_len = layout.word(bytes, at + layout.pick(20, 32)).unwrap_or(0);
                sections.end = sections.end.max(offset.saturating_add(file_len));
            }
        }
        Some(sections)
    }
}

fn machine_label(machine: u16) -> Option<Label> {
    Some(match machine {
        2 | 18 | 43 => names::SPARC,
        3 => names::X86,
        8 | 10 => names::MIPS,
        20 | 21 => names::POWERPC,
        22 => names::S390,
        40 => names::ARM,
        62 => names::X86_64,
        183 => names::ARM64,
        243 => names::RISC_V,
        _ => return None,
    })
}
