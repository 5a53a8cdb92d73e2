//! What runs, writes or loads what it is given, language by language.

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
        Language::Php => php(path, name, arguments),
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
fn php(path: &[u8], name: &[u8], arguments: &[Value]) -> &'static [(Sink, Which)] {
    let method = path.contains(&b'.') || memchr::memmem::find(path, b"::").is_some();
    if method {
        return match name {
            b"exec" | b"run" | b"shellexecute"
                if path.starts_with(b"new.com")
                    || path.starts_with(b"$wsh")
                    || path.starts_with(b"$ws.")
                    || path.starts_with(b"$shell") =>
            {
                &[(Sink::Command, Which::All)]
            }
            b"reflectionfunction" => &[(Sink::Callee, Which::First)],
            b"invoke" | b"invokeargs" | b"__invoke" if path.starts_with(b"new.reflection") => {
                &[(Sink::Callee, Which::First)]
            }
            b"sqlitecreatefunction" | b"createfunction" | b"sqlitecreateaggregate" | b"createcollation" => {
                &[(Sink::Callee, Which::Second)]
            }
            _ => &[],
        };
    }
    match name {
        b"eval" | b"assert" => &[(Sink::Code, Which::All)],
        b"create_function" => &[(Sink::Code, Which::All)],
        b"preg_replace"
        | b"preg_filter"
        | b"mb_ereg_replace"
        | b"mb_eregi_replace"
        | b"preg_replace_callback" => {
            let pattern = arguments.first().and_then(Value::as_text);
            let options = arguments.get(3).and_then(Value::as_text);
            let evaluates = pattern
                .is_some_and(|pattern| name != b"preg_replace_callback" && evaluates(pattern))
                || name.starts_with(b"mb_") && options.is_some_and(|options| options.contains(&b'e'));
            if name == b"preg_replace_callback" {
                &[(Sink::Callee, Which::Second)]
            } else if evaluates {
                &[(Sink::Code, Which::All)]
            } else {
                &[]
            }
        }
        b"system" | b"exec" | b"shell_exec" | b"passthru" | b"popen" | b"proc_open" | b"pcntl_exec"
        | b"expect_popen" => &[(Sink::Command, Which::First)],
        b"call_user_func"
        | b"call_user_func_array"
        | b"array_map"
        | b"ob_start"
        | b"register_shutdown_function"
        | b"register_tick_function"
        | b"forward_static_call"
        | b"forward_static_call_array"
        | b"spl_autoload_register"
        | b"set_error_handler"
        | b"set_exception_handler"
        | b"header_register_callback"
        | b"reflectionfunction"
        | b"is_callable_call" => &[(Sink::Callee, Which::First)],
        b"iterator_apply" => &[(Sink::Callee, Which::Second)],
        b"dl" => &[(Sink::Code, Which::First)],
        b"ini_set" | b"ini_alter"
            if arguments.first().and_then(Value::as_text).is_some_and(|name| {
                name.starts_with(b"auto_prepend") || name.starts_with(b"auto_append")
            }) =>
        {
            &[(Sink::Include, Which::Second)]
        }
        b"usort"
        | b"uasort"
        | b"uksort"
        | b"array_filter"
        | b"array_walk"
        | b"array_walk_recursive"
        | b"array_reduce"
        | b"array_udiff"
        | b"array_uintersect"
        | b"array_diff_ukey"
        | b"array_udiff_assoc"
        | b"array_diff_uassoc"
        | b"array_intersect_ukey"
        | b"array_uintersect_assoc"
        | b"array_intersect_uassoc"
        | b"sqlite_create_function" => &[(Sink::Callee, Which::Last)],
        b"include" | b"include_once" | b"require" | b"require_once" => &[(Sink::Include, Which::First)],
        b"file_put_contents" => &[(Sink::WritePath, Which::First), (Sink::WriteContent, Which::Second)],
        b"fwrite" | b"fputs" => &[(Sink::WriteContent, Which::Second)],
        b"fopen"
            if arguments
                .get(1)
                .and_then(Value::as_text)
                .is_some_and(|mode| mode.iter().any(|byte| b"wax+".contains(byte))) =>
        {
            &[(Sink::WritePath, Which::First)]
        }
        b"fopen" | b"file_get_contents" | b"readfile" | b"opendir" | b"scandir" | b"unlink" | b"rmdir"
        | b"chmod" | b"highlight_file" | b"show_source" | b"touch" | b"glob" | b"file" => {
            &[(Sink::FileAccess, Which::First)]
        }
        b"move_uploaded_file" | b"copy" | b"rename" => {
            &[(Sink::WriteContent, Which::First), (Sink::WritePath, Which::Second)]
        }
        b"mysql_query" | b"mysqli_query" | b"mysql_connect" | b"mysqli_connect" => {
            &[(Sink::Database, Which::All)]
        }
        b"unserialize" => &[(Sink::Objects, Which::First)],
        _ => &[],
    }
}

/// Whether a pattern's modifiers say that the replacement is code.
fn evaluates(pattern: &[u8]) -> bool {
    let Some(&open) = pattern.first() else { return false };
    let close = match open {
        b'(' => b')',
        b'{' => b'}',
        b'[' => b']',
        b'<' => b'>',
        other => other,
    };
    pattern.iter().rposition(|&byte| byte == close).is_some_and(|at| {
        at > 0
            && pattern.get(at + 1..).is_some_and(|modifiers| {
                modifiers.contains(&b'e') && modifiers.iter().all(u8::is_ascii_alphabetic)
            })
    })
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

/// Functions that nobody calls by a name put together from pieces, unless to hide it.
pub(super) fn is_hidden_name(language: Language, name: &[u8]) -> bool {
    language == Language::Php
        && matches!(
            name.to_ascii_lowercase().as_slice(),
            b"assert"
                | b"eval"
                | b"system"
                | b"exec"
                | b"shell_exec"
                | b"passthru"
                | b"popen"
                | b"proc_open"
                | b"create_function"
                | b"call_user_func"
                | b"call_user_func_array"
                | b"base64_decode"
                | b"gzinflate"
                | b"gzuncompress"
                | b"str_rot13"
                | b"file_put_contents"
                | b"fwrite"
                | b"preg_replace"
                | b"move_uploaded_file"
                | b"file_get_contents"
                | b"array_map"
                | b"pcntl_exec"
                | b"hex2bin"
                | b"curl_exec"
                | b"chmod"
        )
}

/// PHP's functions that call a function which they are given by its name.
pub(super) fn calls_back(name: &[u8]) -> bool {
    matches!(
        name,
        b"call_user_func"
            | b"call_user_func_array"
            | b"array_map"
            | b"array_filter"
            | b"array_walk"
            | b"array_walk_recursive"
            | b"array_reduce"
            | b"usort"
            | b"uasort"
            | b"uksort"
            | b"array_udiff"
            | b"array_uintersect"
            | b"preg_replace_callback"
            | b"register_shutdown_function"
            | b"register_tick_function"
            | b"forward_static_call"
            | b"forward_static_call_array"
            | b"iterator_apply"
            | b"filter_var"
    )
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
