//! What runs, writes or loads what it is given, language by language.

mod php;

pub(super) use php::{calls_back, is_hidden_name};

use super::{
    flow::Sink,
    value::{Taint, Value},
};
use crate::script::Language;

/// Which arguments of a call matter.
#[derive(Clone, Copy)]
enum Which {
    First,
    Second,
    Last,
    All,
}

/// The sinks that a call is, each with what reaches it.
pub(super) fn of(
    language: Language,
    path: &[u8],
    name: &[u8],
    receiver: Option<&Value>,
    arguments: &[Value],
) -> Vec<(Sink, Taint)> {
    let rows: &[(Sink, Which)] = match language {
        Language::Php => php::sinks(path, name, arguments),
        Language::Java => java(path, name),
        Language::JavaScript | Language::Vb => windows(language, path, name, receiver),
        Language::Python => python(path, name),
        Language::Perl => perl(name),
        Language::PowerShell => match name {
            b"iex" | b"invoke-expression" => &[(Sink::Code, Which::All)],
            b"load" if path.ends_with(b"assembly.load") => &[(Sink::Code, Which::All)],
            b"create" if memchr::memmem::find(path, b"scriptblock").is_some() => &[(Sink::Code, Which::All)],
            _ => &[],
        },
    };
    rows.iter()
        .map(|(sink, which)| {
            let taint = match which {
                Which::First => arguments.first().map(|value| value.taint),
                Which::Second => arguments.get(1).map(|value| value.taint),
                Which::Last => arguments.last().map(|value| value.taint),
                Which::All => Some(arguments.iter().fold(Taint::NONE, |taint, value| taint.and(value.taint))),
            };
            (*sink, taint.unwrap_or_default())
        })
        .filter(|(_, taint)| *taint != Taint::NONE)
        .collect()
}

#[expect(clippy::match_same_arms, reason = "a table, grouped by what the names belong to")]
fn java(path: &[u8], name: &[u8]) -> &'static [(Sink, Which)] {
    match name {
        b"exec" => &[(Sink::Command, Which::All)],
        b"processbuilder" | b"command" => &[(Sink::Command, Which::All)],
        b"start" if path.ends_with(b"process.start") || path.ends_with(b"processbuilder.start") => {
            &[(Sink::Command, Which::All)]
        }
        b"processstartinfo" => &[(Sink::Command, Which::All)],
        b"defineclass" | b"defineanonymousclass" | b"urlclassloader" => &[(Sink::Code, Which::All)],
        b"load" | b"loadfrom" | b"loadfile" if memchr::memmem::find(path, b"assembly").is_some() => {
            &[(Sink::Code, Which::All)]
        }
        b"compileassemblyfromsource" => &[(Sink::Code, Which::All)],
        b"eval" | b"getvalue" | b"parseexpression" | b"createvalueexpression" => {
            &[(Sink::Code, Which::First)]
        }
        b"evaluate" if memchr::memmem::find(path, b"groovy").is_some() => &[(Sink::Code, Which::First)],
        b"lookup" if memchr::memmem::find(path, b"initialcontext").is_some() => &[(Sink::Code, Which::First)],
        b"loadagent" | b"loadagentpath" => &[(Sink::Code, Which::First)],
        b"expression" | b"statement" if memchr::memmem::find(path, b"java.beans").is_some() => {
            &[(Sink::Command, Which::All)]
        }
        b"copy" | b"write" if path.ends_with(b"files.copy") || path.ends_with(b"files.write") => {
            &[(Sink::WriteContent, Which::All), (Sink::WritePath, Which::All)]
        }
        b"forname" if path.starts_with(b"class.") || path.starts_with(b"java.lang.class") => {
            &[(Sink::Callee, Which::First)]
        }
        b"loadclass" | b"getmethod" | b"getdeclaredmethod" => &[(Sink::Callee, Which::First)],
        b"fileoutputstream" | b"filewriter" | b"randomaccessfile" | b"streamwriter" | b"filestream"
        | b"createtext" => &[(Sink::WritePath, Which::First)],
        b"writealltext" | b"writeallbytes" | b"appendalltext" => {
            &[(Sink::WritePath, Which::First), (Sink::WriteContent, Which::Second)]
        }
        b"saveas" => &[(Sink::WritePath, Which::First)],
        b"write" | b"writeline" if memchr::memmem::find(path, b"standardinput").is_some() => {
            &[(Sink::Command, Which::All)]
        }
        b"write" | b"writeline"
            if !path.starts_with(b"response")
                && !path.starts_with(b"out.")
                && !path.starts_with(b"context.") =>
        {
            &[(Sink::WriteContent, Which::All)]
        }
        b"file" | b"readalltext" | b"delete" | b"getfiles" | b"getdirectories" | b"fileinputstream"
        | b"directoryinfo" => &[(Sink::FileAccess, Which::First)],
        b"getconnection" | b"sqlconnection" | b"oledbconnection" => &[(Sink::Database, Which::All)],
        b"objectinputstream" | b"readobject" | b"xmldecoder" => &[(Sink::Objects, Which::All)],
        b"deserialize"
            if [
                b"losformatter".as_slice(),
                b"binaryformatter",
                b"objectstateformatter",
                b"netdatacontract",
            ]
            .iter()
            .any(|reader| memchr::memmem::find(path, reader).is_some()) =>
        {
            &[(Sink::Objects, Which::All)]
        }
        _ => &[],
    }
}

#[expect(clippy::match_same_arms, reason = "a table, grouped by what the names belong to")]
fn windows(
    language: Language,
    path: &[u8],
    name: &[u8],
    receiver: Option<&Value>,
) -> &'static [(Sink, Which)] {
    let runner = receiver.is_some_and(|receiver| receiver.taint.has(Taint::RUNNER));
    let member = path.contains(&b'.');
    match name {
        b"eval" => &[(Sink::Code, Which::First)],
        b"execute" | b"executeglobal" if language == Language::Vb && !member => &[(Sink::Code, Which::All)],
        b"executestatement" | b"addcode" => &[(Sink::Code, Which::All)],
        b"function" if language == Language::JavaScript => &[(Sink::Code, Which::Last)],
        b"run" | b"exec" if runner => &[(Sink::Command, Which::All)],
        b"run" | b"exec" if memchr::memmem::find(path, b"shell").is_some() => &[(Sink::Command, Which::All)],
        b"shellexecute" => &[(Sink::Command, Which::All)],
        b"shell" if language == Language::Vb && !member => &[(Sink::Command, Which::All)],
        b"start" if path.ends_with(b"process.start") => &[(Sink::Command, Which::All)],
        b"processstartinfo" => &[(Sink::Command, Which::All)],
        b"execsync" | b"spawn" | b"spawnsync" | b"execfile" => &[(Sink::Command, Which::All)],
        b"exec"
            if language == Language::JavaScript && memchr::memmem::find(path, b"child_process").is_some() =>
        {
            &[(Sink::Command, Which::All)]
        }
        b"runinthiscontext" | b"runinnewcontext" => &[(Sink::Code, Which::First)],
        b"createtextfile" | b"opentextfile" | b"savetofile" | b"saveas" => &[(Sink::WritePath, Which::First)],
        b"writealltext" | b"writeallbytes" => {
            &[(Sink::WritePath, Which::First), (Sink::WriteContent, Which::Second)]
        }
        b"write" | b"writeline" | b"writetext"
            if !path.starts_with(b"response.") && !path.starts_with(b"document.") =>
        {
            &[(Sink::WriteContent, Which::All)]
        }
        b"getfolder" | b"getfile" | b"deletefile" | b"deletefolder" | b"loadfromfile" => {
            &[(Sink::FileAccess, Which::First)]
        }
        b"open" if member => &[(Sink::Database, Which::All)],
        _ => &[],
    }
}

fn python(path: &[u8], name: &[u8]) -> &'static [(Sink, Which)] {
    let shell = path.starts_with(b"os.")
        || path.starts_with(b"subprocess.")
        || path.starts_with(b"commands.")
        || path.starts_with(b"popen2.");
    match name {
        b"eval" | b"exec" | b"execfile" if !path.contains(&b'.') => &[(Sink::Code, Which::First)],
        b"loads" if path.starts_with(b"marshal.") || path.starts_with(b"pickle.") => {
            &[(Sink::Objects, Which::First)]
        }
        b"system" | b"popen" | b"call" | b"run" | b"check_output" | b"getoutput" | b"getstatusoutput"
        | b"popen3" | b"popen2"
            if shell || path == b"popen" =>
        {
            &[(Sink::Command, Which::First)]
        }
        b"write" if path != b"sys.stdout.write" => &[(Sink::WriteContent, Which::First)],
        b"open" => &[(Sink::FileAccess, Which::First)],
        _ => &[],
    }
}

fn perl(name: &[u8]) -> &'static [(Sink, Which)] {
    match name {
        b"eval" => &[(Sink::Code, Which::All)],
        b"system" | b"exec" | b"popen" => &[(Sink::Command, Which::All)],
        b"open" => &[(Sink::FileAccess, Which::All)],
        _ => &[],
    }
}

/// A property whose value is run.
pub(super) fn assigned(language: Language, place: &[u8]) -> Option<Sink> {
    let lower = place.to_ascii_lowercase();
    let name = super::calls::last_of(&lower);
    match language {
        Language::Java | Language::Vb | Language::JavaScript => {
            (lower.contains(&b'.') && matches!(name, b"arguments" | b"filename")).then_some(Sink::Command)
        }
        _ => None,
    }
}

/// Whether an object runs commands.
pub(super) fn is_runner(name: &[u8], arguments: &[Value]) -> bool {
    matches!(name, b"activexobject" | b"createobject" | b"com" | b"object")
        && arguments.iter().filter_map(Value::as_text).any(|text| {
            let lower = text.to_ascii_lowercase();
            lower.starts_with(b"wscript.shell")
                || lower.starts_with(b"shell.application")
                || lower.starts_with(b"clsid:72c24dd5")
        })
}

/// Functions whose result carries nothing of what they were given.
pub(super) fn cleans(name: &[u8]) -> bool {
    matches!(
        name,
        b"intval"
            | b"floatval"
            | b"md5"
            | b"sha1"
            | b"crc32"
            | b"hash"
            | b"strlen"
            | b"count"
            | b"sizeof"
            | b"isset"
            | b"empty"
            | b"in_array"
            | b"is_array"
            | b"is_numeric"
            | b"is_string"
            | b"is_file"
            | b"is_dir"
            | b"file_exists"
            | b"strpos"
            | b"stripos"
            | b"preg_match"
            | b"ctype_alpha"
            | b"ctype_alnum"
            | b"ctype_digit"
            | b"array_key_exists"
            | b"is_writable"
            | b"filesize"
            | b"password_verify"
            | b"strcmp"
            | b"strcasecmp"
            | b"is_readable"
            | b"escapeshellarg"
            | b"escapeshellcmd"
            | b"parseint"
            | b"parselong"
            | b"parsefloat"
            | b"valueof"
            | b"cint"
            | b"clng"
            | b"isnumeric"
            | b"len"
            | b"equals"
            | b"equalsignorecase"
            | b"isempty"
            | b"length"
            | b"instr"
            | b"getfullname"
            | b"absint"
            | b"int"
            | b"toint32"
            | b"isnullorempty"
            | b"contains"
            | b"containskey"
            | b"startswith"
            | b"endswith"
            | b"indexof"
            | b"quote"
            | b"esc_attr"
            | b"sanitize_key"
            | b"mkdirs"
            | b"exists"
            | b"isdirectory"
            | b"lastmodified"
    )
}
