//! Mach-O (`mach-o/loader.h`, `mach-o/fat.h`) and the Java class file that shares its signature.

use assay_findings::Label;

use crate::{
    LabelSet,
    le::{self, Order},
    names,
};

/// Load commands that are looked at; large programs have some hundreds.
const COMMANDS_MAX: u32 = 512;
/// Machines in one fat file: no more than that many exist. A Java class has its version, 45 or more, in
/// the same place.
const MACHINES_MAX: u32 = 30;

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    match le::array::<4>(bytes, 0) {
        Some([0xca, 0xfe, 0xba, 0xbe | 0xbf]) => fat(bytes, labels),
        Some(_) => thin(bytes, labels),
        None => {}
    }
}

fn fat(bytes: &[u8], labels: &mut LabelSet) {
    let Some(count) = Order::Big.u32(bytes, 4) else { return };
    if count > MACHINES_MAX {
        // Minor and major version; 45 is Java 1.0.
        labels.add_if(
            bytes.get(3) == Some(&0xbe) && (45..=0xff).contains(&(count & 0xffff)),
            names::JAVA_CLASS,
        );
        return;
    }
    labels.add(names::MACH_O);
    labels.add(names::FAT);
    let wide = bytes.get(3) == Some(&0xbf);
    let (entry, offset_at) = if wide { (32, 8) } else { (20, 8) };
    for index in 0..le::index(count) {
        let at = 8 + index * entry + offset_at;
        let offset = if wide { Order::Big.u64(bytes, at) } else { Order::Big.u32(bytes, at).map(u64::from) };
        let part = offset.and_then(|offset| usize::try_from(offset).ok()).and_then(|at| bytes.get(at..));
        if let Some(part) = part {
            thin(part, labels);
        }
    }
}

fn thin(bytes: &[u8], labels: &mut LabelSet) {
    let (order, wide) = match le::array::<4>(bytes, 0) {
        Some([0xce, 0xfa, 0xed, 0xfe]) => (Order::Little, false),
        Some([0xcf, 0xfa, 0xed, 0xfe]) => (Order::Little, true),
        Some([0xfe, 0xed, 0xfa, 0xce]) => (Order::Big, false),
        Some([0xfe, 0xed, 0xfa, 0xcf]) => (Order::Big, true),
        _ => return,
    };
    labels.add(names::MACH_O);
    // A header that is cut off has told what it could.
    let _ = read(bytes, order, wide, labels);
}

fn read(bytes: &[u8], order: Order, wide: bool, labels: &mut LabelSet) -> Option<()> {
    const CODE_SIGNATURE: u32 = 0x1d;
    const ENCRYPTION: u32 = 0x21;
    const ENCRYPTION_64: u32 = 0x2c;
    if let Some(machine) = machine_label(order.u32(bytes, 4)?) {
        labels.add(machine);
    }
    match order.u32(bytes, 12)? {
        1 => labels.add(names::RELOCATABLE),
        2 => labels.add(names::EXECUTABLE),
        4 => labels.add(names::CORE),
        6 | 8 => labels.add(names::SHARED),
        11 => labels.add(names::DRIVER),
        _ => {}
    }
    let count = order.u32(bytes, 16)?.min(COMMANDS_MAX);
    let mut at: usize = if wide { 32 } else { 28 };
    for _ in 0..count {
        let command = order.u32(bytes, at)?;
        let len = le::index(order.u32(bytes, at + 4)?);
        match command {
            CODE_SIGNATURE => labels.add(names::SIGNED),
            ENCRYPTION | ENCRYPTION_64 => {
                labels.add_if(order.u32(bytes, at + 16)? != 0, names::ENCRYPTED);
            }
            _ => {}
        }
        at = at.checked_add(len.max(8))?;
    }
    Some(())
}

fn machine_label(machine: u32) -> Option<Label> {
    Some(match machine {
        7 => names::X86,
        0x0100_0007 => names::X86_64,
        12 => names::ARM,
        0x0100_000c | 0x0200_000c => names::ARM64,
        18 | 0x0100_0012 => names::POWERPC,
        _ => return None,
    })
}
