//! PHP's functions that run, load or write, call what they are given by name, or are only called by hidden names.

use super::{
    super::{flow::Sink, value::Value},
    Which,
};

#[expect(clippy::match_same_arms, reason = "a table, grouped by what the names belong to")]
pub(super) fn sinks(path: &[u8], name: &[u8], arguments: &[Value]) -> &'static [(Sink, Which)] {
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

/// Functions that nobody calls by a name put together from pieces, unless to hide it.
pub(in crate::eval) fn is_hidden_name(name: &[u8]) -> bool {
    matches!(
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
pub(in crate::eval) fn calls_back(name: &[u8]) -> bool {
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
