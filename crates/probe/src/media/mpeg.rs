//! MPEG streams (ISO 13818-1): which streams a transport stream has, and how long it is by its clock.
//!
//! Pictures' sizes are inside the streams; they come from ffprobe.

use super::{audio, finish, format, micros, video};
use crate::{
    bytes::u16_be,
    found::Found,
    source::{Source, Stop},
};

/// How much at the beginning and the end is looked at.
const HEAD_BYTES: usize = 1 << 20;
const TAIL_BYTES: u64 = 1 << 20;
const PACKET: usize = 188;

pub(crate) fn program(source: &Source<'_>, found: &mut Found) {
    format(found, "mpeg", "MPEG-PS (MPEG-2 Program Stream)");
    finish(found, source.size(), ("video/mpeg", "video/mpeg"));
}

pub(crate) fn transport(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    format(found, "mpegts", "MPEG-TS (MPEG-2 Transport Stream)");
    let head = source.some(0, HEAD_BYTES)?;
    // M2TS has four bytes before each packet.
    let (skip, step) = if head.first() == Some(&0x47) { (0, PACKET) } else { (4, PACKET + 4) };
    let packets = |bytes: &[u8]| -> Vec<Vec<u8>> {
        bytes
            .chunks_exact(step)
            .filter_map(|packet| packet.get(skip..))
            .filter(|packet| packet.first() == Some(&0x47))
            .map(<[u8]>::to_vec)
            .collect()
    };
    let packets_at_head = packets(head);
    let (mut tables, mut programs): (Vec<u16>, i64) = (Vec::new(), 0);
    let mut done: Vec<u16> = Vec::new();
    for packet in &packets_at_head {
        let Some(pid) = u16_be(packet, 1) else { continue };
        let (starts, pid) = (pid & 0x4000 != 0, pid & 0x1fff);
        let Some(section) = payload(packet).filter(|_| starts) else { continue };
        let section =
            section.first().and_then(|pointer| section.get(1 + usize::from(*pointer)..)).unwrap_or_default();
        if pid == 0 && tables.is_empty() {
            tables = associations(section);
            programs = i64::try_from(tables.len()).unwrap_or_default();
        } else if tables.contains(&pid) && !done.contains(&pid) {
            done.push(pid);
            streams(section, found);
        }
    }
    found.metadata.program_count = (programs > 0).then_some(programs);
    let begin = packets_at_head.iter().find_map(|packet| clock(packet));
    // From the end, on the same grid.
    let step_bytes = step as u64;
    let tail_at = source.size().saturating_sub(TAIL_BYTES) / step_bytes * step_bytes;
    let tail = packets(source.some(tail_at, HEAD_BYTES)?);
    let end = tail.iter().rev().find_map(|packet| clock(packet));
    if let (Some((begin_pid, begin)), Some((end_pid, end))) = (begin, end)
        && begin_pid == end_pid
        && end > begin
    {
        found.metadata.duration = Some(micros((end - begin) / 90_000.0));
        found.metadata.start_time = Some(micros(begin / 90_000.0));
    }
    finish(found, source.size(), ("video/mp2t", "video/mp2t"));
    found.is("video", "video/mp2t");
    Ok(())
}

/// What is behind a packet's adaptation field.
fn payload(packet: &[u8]) -> Option<&[u8]> {
    match packet.get(3)? >> 4 & 3 {
        1 => packet.get(4..),
        3 => packet.get(5 + usize::from(*packet.get(4)?)..),
        _ => None,
    }
}

/// A packet's program clock, in ticks of 90 kHz.
fn clock(packet: &[u8]) -> Option<(u16, f64)> {
    let pid = u16_be(packet, 1)? & 0x1fff;
    if packet.get(3)? >> 5 & 1 == 0 || *packet.get(4)? < 7 || packet.get(5)? & 0x10 == 0 {
        return None;
    }
    let high = crate::bytes::u32_be(packet, 6)?;
    Some((pid, f64::from(high) * 2.0 + f64::from(packet.get(10)? >> 7)))
}

/// The tables of the programs of a program association section.
fn associations(section: &[u8]) -> Vec<u16> {
    let end = u16_be(section, 1).map_or(0, |len| usize::from(len & 0xfff) + 3).saturating_sub(4);
    let programs = section.get(8..end.min(section.len())).unwrap_or_default().chunks_exact(4);
    programs
        .filter(|program| u16_be(program, 0) != Some(0))
        .filter_map(|program| u16_be(program, 2))
        .map(|pid| pid & 0x1fff)
        .collect()
}

/// The streams of a program map section.
fn streams(section: &[u8], found: &mut Found) -> Option<()> {
    let end = (usize::from(u16_be(section, 1)? & 0xfff) + 3).checked_sub(4)?.min(section.len());
    let mut at = 12 + usize::from(u16_be(section, 10)? & 0xfff);
    while at + 5 <= end {
        let metadata = &mut found.metadata;
        let index = metadata.video_streams.as_ref().map_or(0, Vec::len)
            + metadata.audio_streams.as_ref().map_or(0, Vec::len);
        let (pictures, sound) = match section.get(at)? {
            0x01 => (Some("mpeg1video"), None),
            0x02 => (Some("mpeg2video"), None),
            0x10 => (Some("mpeg4"), None),
            0x1b => (Some("h264"), None),
            0x24 => (Some("hevc"), None),
            0x03 | 0x04 => (None, Some("mp2")),
            0x0f | 0x11 => (None, Some("aac")),
            0x81 => (None, Some("ac3")),
            0x87 => (None, Some("eac3")),
            _ => (None, None),
        };
        if pictures.is_some() {
            metadata.video_streams.get_or_insert_default().push(video(index, pictures));
        } else if sound.is_some() {
            metadata.audio_streams.get_or_insert_default().push(audio(index, sound));
        }
        at += 5 + usize::from(u16_be(section, at + 3)? & 0xfff);
    }
    Some(())
}
