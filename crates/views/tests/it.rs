//! What the views of real disguises say, and what hostile input cannot do.

use assay_views::{Flow, How, Limits, Script, Sink, Source, read, views};
use proptest::prelude::*;

fn all(text: &str, script: Script) -> String {
    let views = views(text.as_bytes(), script, &Limits::default());
    views
        .iter()
        .map(|view| String::from_utf8_lossy(&view.text).into_owned())
        .collect::<Vec<_>>()
        .join("\n---\n")
}

fn flows(text: &str, script: Script) -> Vec<(Sink, Source, bool)> {
    let reading = read(text.as_bytes(), script, &Limits::default());
    reading.flows.iter().map(|flow: &Flow| (flow.sink, flow.source, flow.hidden)).collect()
}

#[track_caller]
fn shows(text: &str, script: Script, wanted: &str) {
    let shown = all(text, script);
    assert!(shown.contains(wanted), "no {wanted:?} in\n{shown}");
}

#[test]
fn php_is_put_together() {
    shows(
        "<?php /*x*/ $a = 'as' . \"s\" . 'ert'; $a ( $_POST [ 1 ] ) ; ?>",
        Script::Php,
        "assert($_POST[1])",
    );
    shows("<?php echo chr(97).chr(0x62).strrev('dc').str_rot13('rs');", Script::Php, "\"abcdef\"");
    shows("<?php $a=array('b','a'); $x=$a[1].$a[0].$a[1]; f($x);", Script::Php, "\"aba\"");
    shows("<?php $s='abcdef'; g($s[0].$s{2}.$s[4]);", Script::Php, "\"ace\"");
    shows("<?php $f=('!'^'@').('*'^'Y'); $f(1);", Script::Php, "as(1)");
    shows("<?php ${'_P'.'OST'}['x'];", Script::Php, "_POST");
}

#[test]
fn layers_are_unrolled() {
    // eval(base64_decode('ZWNobyBzeXN0ZW0oImlkIik7')): `echo system("id");`
    shows("<?php eval(base64_decode('ZWNobyBzeXN0ZW0oImlkIik7'));", Script::Php, "echo system(\"id\")");
    shows("<?php eval(strrev(\";)'di'(metsys ohce\"));", Script::Php, "echo system(\"id\")");
    shows("x = \"WScript.\" & Chr(83) & \"hell\"", Script::Vb, "\"WScript.Shell\"");
    shows(
        "eval(String.fromCharCode(97,108,101,114,116,40,49,41,59,59,59,59,59))",
        Script::JavaScript,
        "alert(1)",
    );
    shows("var x = 'W'+'Scr'+\"ipt\"", Script::JavaScript, "\"WScript\"");
    shows("i`e`x ('a'+'b')", Script::PowerShell, "iex \"ab\"");
    shows("('{1}{0}' -f 'X','IE')", Script::PowerShell, "\"IEX\"");
    shows("$a = [char]73 + [char]69 + [char]88", Script::PowerShell, "\"IEX\"");
    shows("exec(base64.b64decode('aW1wb3J0IHNvY2tldA=='))", Script::Python, "import socket");
    // `powershell -enc`, UTF-16: "Write-Host 'hello from a layer'"
    shows(
        "powershell -enc VwByAGkAdABlAC0ASABvAHMAdAAgACcAaABlAGwAbABvACAAZgByAG8AbQAgAGEAIABsAGEAeQBlAHIAJwA=",
        Script::Batch,
        "hello from a layer",
    );
}

#[test]
fn requests_are_followed() {
    let code = (Sink::Code, Source::Request, false);
    assert!(flows("<?php $a = $_POST['x']; $b = trim($a); eval($b);", Script::Php).contains(&code));
    assert!(flows("<?php function f($x) { return eval($x); } f($_GET['c']);", Script::Php).contains(&code));
    assert!(flows("<?php f($_GET['c']); function f($x) { $y = $x; eval($y); }", Script::Php).contains(&code));
    assert!(flows("<?php foreach ($_POST as $k => $v) { eval($v); }", Script::Php).contains(&code));
    assert!(flows("<% eval request(\"x\") %>", Script::Asp).contains(&code));
    assert!(flows("<% x = request(\"c\")\nexecute(x) %>", Script::Asp).contains(&code));
    let command = (Sink::Command, Source::Request, false);
    assert!(flows("<?php echo `ls {$_GET['d']}`;", Script::Php).contains(&command));
    assert!(
        flows(
            "<% String c = request.getParameter(\"c\"); Process p = Runtime.getRuntime().exec(c); %>",
            Script::Jsp
        )
        .contains(&command)
    );
    assert!(
        flows(
            "<% Set o = Server.CreateObject(\"WScript.Shell\")\no.Exec(\"cmd /c \" & Request(\"c\")) %>",
            Script::Asp
        )
        .contains(&command)
    );
    assert!(
        flows("<%@ Page Language=\"C#\" %><% psi.Arguments = \"/c \" + Request[\"c\"]; %>", Script::Aspx)
            .contains(&command)
    );
    let callee = (Sink::Callee, Source::Request, true);
    assert!(flows("<?php $f = $_GET['f']; $f($_POST['a']);", Script::Php).contains(&callee));
    let hidden = (Sink::Code, Source::Request, true);
    assert!(flows("<?php $f = 'as'.'sert'; $f($_POST['a']);", Script::Php).contains(&hidden));
}

#[test]
fn requests_are_followed_through_callbacks_properties_and_loops() {
    let finds = |text: &str, script: Script, sink: Sink, source: Source| {
        let found = flows(text, script);
        assert!(found.iter().any(|(s, from, _)| (*s, *from) == (sink, source)), "{text}: {found:?}");
    };
    let php = |text: &str, sink: Sink, source: Source| finds(text, Script::Php, sink, source);
    php("<?php array_walk($_POST, function($v) { eval($v); });", Sink::Code, Source::Request);
    php("<?php function f($c) { system($c); } array_map('f', $_GET);", Sink::Command, Source::Request);
    php(
        "<?php class A { function __construct($c) { eval($c); } } new A($_GET['c']);",
        Sink::Code,
        Source::Request,
    );
    php(
        "<?php class A { function r($c) { system($c); } } $a = new A; $a->r($_GET['c']);",
        Sink::Command,
        Source::Request,
    );
    php(
        "<?php class A { function r() { eval($this->v); } } $a = new A; $a->v = $_POST['c']; $a->r();",
        Sink::Code,
        Source::DerivedFromRequest,
    );
    php("<?php parse_str($_GET['x'], $o); eval($o['a']);", Sink::Code, Source::Request);
    php("<?php list($f, $a) = array_values($_POST); $f($a);", Sink::Callee, Source::Request);
    php("<?php $a = $_GET; array_shift($a)($a[1]);", Sink::Callee, Source::Request);
    php("<?php $s = ''; foreach ([115, 121] as $c) $s .= chr($c); eval($s);", Sink::Code, Source::Decoded);
    php("<?php $e = exif_read_data('a.jpg'); eval($e['Make']);", Sink::Code, Source::Decoded);
    finds("<% a(0) = request(\"x\"): execute a(0) %>", Script::Asp, Sink::Code, Source::Request);
    finds("<% execute \"font\" & request(\"x\") %>", Script::Asp, Sink::Code, Source::PartFromRequest);
    assert!(flows("<% Set r = Execute(request(\"x\")) %>", Script::Asp).is_empty());
    finds(
        "<% String[] a = {\"sh\", \"-c\", request.getParameter(\"c\")}; Runtime.getRuntime().exec(a); %>",
        Script::Jsp,
        Sink::Command,
        Source::Request,
    );
    let service = "<%@ WebService Language=\"C#\" %> class S { [WebMethod] public string R(string c) { Process.Start(c); } }";
    finds(service, Script::Aspx, Sink::Command, Source::Request);
    let handler = "<%@ WebHandler Language=\"C#\" %> class H { void P(HttpContext context) { Process.Start(context.Request.Form[\"c\"]); } }";
    finds(handler, Script::Aspx, Sink::Command, Source::Request);
}

#[test]
fn what_is_checked_or_counted_is_no_flow() {
    assert_eq!(flows("<?php $i = (int) $_GET['i']; eval($i);", Script::Php), []);
    assert_eq!(flows("<?php system('ls ' . escapeshellarg($_GET['d']));", Script::Php), []);
    assert_eq!(flows("<?php if ($_GET['a'] == 'x') { eval('1'); }", Script::Php), []);
    assert_eq!(flows("<?php // eval($_POST['x'])\n", Script::Php), []);
}

#[test]
fn a_match_is_traced_to_its_origin() {
    let text = "<?php\n/* a */ $f = 'as' . 'sert';";
    let view = &views(text.as_bytes(), Script::Php, &Limits::default())[0];
    let at = String::from_utf8_lossy(&view.text).find("assert").expect("joined");
    let origin = view.origin(at..at + 6).expect("known");
    assert_eq!(&text[origin], "'as' . 'sert'");
    assert_eq!(view.how, [How::Normalised]);
}

#[test]
fn limits_hold() {
    let limits = Limits { max_bytes: 100, ..Limits::default() };
    assert!(!read("<?php ".repeat(100).as_bytes(), Script::Php, &limits).complete);
    let mut text = "system('id');".to_owned();
    for _ in 0..9 {
        use base64::Engine as _;
        text = format!("eval(base64_decode('{}'));", base64::engine::general_purpose::STANDARD.encode(&text));
    }
    let reading = read(format!("<?php {text}").as_bytes(), Script::Php, &Limits::default());
    assert!(!reading.complete && reading.views.len() <= 32, "{}", reading.views.len());
}

/// Texts that would take a careless reader quadratic time or unbounded depth.
#[test]
fn hostile_texts_take_little_time() {
    let start = std::time::Instant::now();
    for piece in [
        "(",
        "[",
        "{",
        "$a.",
        "$a=$a.$a;",
        "$a.='xxxxxxxxxxxx';$b=$a;",
        "\"{$",
        "${",
        "function f(",
        "<?php ",
        "<<<A\n",
        "/*",
        "`",
        "$a=array($a);",
        "=/[",
        "f(",
        "a.b",
        "-",
        "!",
        "@",
        "new ",
        "new a[",
        "x -join ",
        "& ",
        "\\u0041",
        "<%",
        "<script>",
        "foreach(",
        "? 1 :",
        "1 ? ",
        "chr(",
        "function(){",
        "if(",
        "$a[]=1;$b=$a;",
        "\"$a[",
        "'",
        "\"",
        "$$",
        "~",
        "include ",
        "return ",
    ] {
        for script in [
            Script::Php,
            Script::Jsp,
            Script::Asp,
            Script::JavaScript,
            Script::Vb,
            Script::PowerShell,
            Script::Python,
            Script::Perl,
            Script::Shell,
            Script::Batch,
            Script::Html,
        ] {
            let text = format!("<?php {}", piece.repeat(60_000 / piece.len()));
            let one = std::time::Instant::now();
            read(text.as_bytes(), script, &Limits::default());
            assert!(one.elapsed().as_secs() < 30, "{piece:?} as {script:?} took {:?}", one.elapsed());
        }
    }
    assert!(start.elapsed().as_secs() < 300, "{:?}", start.elapsed());
}

fn any_script() -> impl Strategy<Value = Script> {
    prop::sample::select(vec![
        Script::Php,
        Script::Jsp,
        Script::Asp,
        Script::Aspx,
        Script::Html,
        Script::JavaScript,
        Script::Vb,
        Script::PowerShell,
        Script::Python,
        Script::Perl,
        Script::Java,
        Script::Shell,
        Script::Batch,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics_and_every_offset_is_inside(bytes in prop::collection::vec(any::<u8>(), 0..400), script in any_script()) {
        check(&bytes, script)?;
    }

    #[test]
    fn nothing_panics_on_what_looks_like_code(
        words in prop::collection::vec(prop::sample::select(vec![
            "<?php ", "?>", "<%", "%>", "$a", "$_POST", "[", "]", "(", ")", "{", "}", "=", ".", "+", "&", ",", ";", "\"", "'", "eval",
            "chr", "65", "function", "f", "return", "if", "foreach", "as", "new", "->", "::", "\n", "`", "<<<X\n", "X", "$", "^", "~",
            "base64_decode", "'QUJD'", "request", "-join", "-f", "[char]", "Set ", "_\n", "|", "iex", "\\x41", "#@~^", "array", "-1", "substr",
        ]), 0..120),
        script in any_script(),
    ) {
        check(words.concat().as_bytes(), script)?;
    }
}

fn check(bytes: &[u8], script: Script) -> Result<(), TestCaseError> {
    let reading = read(bytes, script, &Limits::default());
    prop_assert_eq!(&reading, &read(bytes, script, &Limits::default()));
    for flow in &reading.flows {
        prop_assert!(flow.start <= flow.end && flow.end <= bytes.len());
    }
    for view in &reading.views {
        for at in [0, view.text.len() / 2, view.text.len()] {
            if let Some(origin) = view.origin(at..(at + 3).min(view.text.len()).max(at)) {
                prop_assert!(origin.start <= origin.end && origin.end <= bytes.len());
            }
        }
    }
    Ok(())
}
