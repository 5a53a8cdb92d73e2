// ASP and ASP.NET pages that give control of the server to a visitor.

private rule asp {
  strings:
    $tag = "<%"
    $server = /<script[^>]{0,80}runat\s*=\s*["']?server/ nocase
    $encoded = "<%@ LANGUAGE = VBScript.Encode" nocase
    $jsp = /<%@\s*page\s+(import|language\s*=\s*["']java["']|contentType|pageEncoding)|request\.getParameter|java\.io\./
    $php = "<?php" nocase
  condition:
    ($tag or $server or $encoded) and not $jsp and not $php
    and not labels contains " PDF " and not labels contains " ELF"
}

rule code_from_request {
  meta:
    author = "Assay"
    description = "eval, Execute or ExecuteGlobal on a value of the request"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 95
    virus_type = "WebShell"
    family = "asp.code-from-request"
    meaning_en = "The page runs code that a visitor sends: whoever knows the parameter controls the server."
    meaning_zh = "页面直接执行访问者提交的代码，知道参数名的人即可控制服务器。"
  strings:
    $eval = /\b(eval|execute|executeglobal)\b\s*\(?\s*(\w+\s*\(\s*){0,3}["']?\s*\(?\s*request\s*(\(|\[|\.\s*(item|form|querystring|cookies|params|headers|servervariables|binaryread)\b)/ nocase
    $unsafe = /\beval\s*\(\s*[^;\n]{1,200},\s*["']?un(["']\s*\+\s*["'])?s(["']\s*\+\s*["'])?a(["']\s*\+\s*["'])?f(["']\s*\+\s*["'])?e/ nocase
    $jscript = /\beval\s*\(\s*(\w+(\.\w+)*\s*\(\s*){0,4}Request\s*(\.\s*\w+\s*)?[\[(]/ nocase
    $add = /\.\s*(AddCode|ExecuteStatement|Eval)\s*\(?\s*(\w+\s*\(\s*){0,2}(request|session)\s*[(.\[]/ nocase
    // Execute is a statement: what is called so and returns something is a function of the site's own.
    $stored = /=\s*request\s*(\.\s*(item|form|querystring|cookies)\s*)?\([^\n)]{1,30}\)[^\n]{0,40}[\r\n:]{1,4}[\x00-\xff]{0,200}(([\r\n:%]|\bthen|\belse)\s*execute(global)?\b\s*\(?\s*\w+|[^\w."]eval\b\s*\(?\s*\w+)/ nocase
    $invisible = /\b(execute|eval|executeglobal)\s*\(?\s*request\s*\(\s*(chr\s*\(|["'])/ nocase
    $pieces = /\b(execute|eval|executeglobal)\s*\(?\s*["']?(ev"\s*&\s*"al|e"\s*&\s*"val|exe"\s*&\s*"cute|eva"\s*&\s*"l)/ nocase
    $caption = /<script[^>]{0,40}(vbscript|jscript)[^>]{0,60}>\s*(execute|eval)\w*\s*\(?\s*request/ nocase
  condition:
    asp and any of them
}

rule command_from_request {
  meta:
    author = "Assay"
    description = "A shell object or a process is started on a value of the request"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 90
    virus_type = "WebShell"
    family = "asp.command-from-request"
    meaning_en = "The page runs, as a command of the system, what a visitor sends."
    meaning_zh = "页面把访问者提交的内容当作系统命令执行。"
  strings:
    $direct = /\.\s*(run|exec|ShellExecute)\s*\(?\s*(["'][^"'\n]{0,60}["']\s*[&+]\s*)?request\s*[(.\[]/ nocase
    $start = /Process\s*\.\s*Start\s*\([^;\n]{0,80}Request\s*[(.\[]/ nocase
    $info = /\.(Arguments|FileName)\s*=\s*[^;\n]{0,60}(Request\s*[(.\[]|\w+\.Text\b)/ nocase
    $process = /ProcessStartInfo|new\s+Process\s*\(/ nocase
    $shell = /(wscript\.shell|shell\.application|72C24DD5-D70A-438B-8A42-98424B88AFB8|F935DC22-1CF0-11D0-ADB9-00C04FD58A0B|wscript"\s*&\s*"\.shell)/ nocase
    $exec = /\.\s*(exec|run|ShellExecute)\s*\(?\s*[\w"(]/ nocase
    $cmd = /cmd(\.exe)?\s*\/c|%comspec%|["']cmd(\.exe)?["']/ nocase
    $request = /request\s*[(.\[]|Request\.(Form|QueryString|Params|Item|Headers)/ nocase
    $page = /<%@|runat\s*=/ nocase
    // A page that is a part of a site takes the site's settings; what is planted stands alone.
    $site = /<!--\s*#include\s/ nocase
    $redirect = /UseShellExecute\s*=\s*false|RedirectStandardOutput\s*=\s*true|\.StdOut\.ReadAll|StandardOutput\.ReadToEnd/ nocase
  condition:
    asp and filesize < 300KB and (
      $direct or $start
      or ($process and $info and $redirect and $page)
      or ($shell and $exec and $request and ($cmd or $redirect) and not $site)
    )
}

rule assembly_from_request {
  meta:
    author = "Assay"
    description = "A .NET assembly is loaded from what the request brings"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 92
    virus_type = "WebShell"
    family = "asp.assembly-from-request"
    meaning_en = "The page loads program code that a visitor sends: the back door of Behinder and Godzilla."
    meaning_zh = "页面加载访问者发送的程序集，是冰蝎、哥斯拉等工具的后门形式。"
  strings:
    $load = /Assembly\s*\.\s*Load\s*\(|"Load"\s*,|typeof\s*\([\w.]*Assembly\)\s*\.\s*GetMethod/ nocase
    $read = /Request\s*\.\s*(BinaryRead|InputStream|Item|Form|Params|QueryString|Headers)|Request\s*\[|Context\.Request/ nocase
    $key = /RijndaelManaged|CreateDecryptor|FromBase64String|AesManaged|TripleDES/ nocase
    $make = /CreateInstance\s*\(|\.Equals\s*\(\s*(this|Context|o|ms)|\.Invoke\s*\(/ nocase
    $compile = /CSharpCodeProvider|CompileAssemblyFromSource|JScriptCodeProvider|VBCodeProvider/
  condition:
    asp and filesize < 200KB and (($load and $read and $key and $make) or ($compile and $read and $make))
}

rule control_panel {
  meta:
    author = "Assay"
    description = "One page that manages files and runs commands, or carries the protocol of a web shell client"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 88
    virus_type = "WebShell"
    family = "asp.shell-features"
    meaning_en = "One page browses, edits and uploads files and runs commands: the features of a web shell."
    meaning_zh = "同一页面可浏览、编辑、上传文件并执行命令，具备典型的 WebShell 功能。"
  strings:
    $file1 = /scripting\.filesystemobject|0D43FE01-F093-11CF-8940-00A0C9054228|System\.IO|FileInfo|DirectoryInfo|s(c"&"|c"\+")ripting/ nocase
    $file2 = /adodb\.stream|adod"\s*&\s*"b|SaveToFile|\.SaveAs\s*\(|File\.WriteAllText|StreamWriter|CreateTextFile|OpenTextFile/ nocase
    $file3 = /\.(DeleteFile|DeleteFolder|MoveFile|CopyFile)\b|File\.(Delete|Move|Copy)\s*\(|Directory\.Delete/ nocase
    $file4 = /\.(SubFolders|GetFolder|Drives)\b|Directory\.Get(Files|Directories|LogicalDrives)|GetLogicalDrives|DriveType/ nocase
    $run = /wscript\.shell|shell\.application|ProcessStartInfo|Process\.Start|xp_cmdshell|WSCRIPT"\s*&|72C24DD5-D70A-438B-8A42-98424B88AFB8/ nocase
    $request = /request\s*[(.\[]|runat\s*=\s*["']?server/ nocase
    $login = /(password|userpass|admin_?pass|pass|pwd|UserPass)\s*=\s*["'][^"'\n]{1,40}["']/ nocase
    $attack = /serv-?u|pcanywhere|radmin|web ?shell|\bbackdoor\b|提权|挂马|木马|黑客|旁站|aspxspy|port ?scan|hack(ed)? by|\bh4ck|xp_cmdshell|HKLM\\\\SYSTEM|TerminalServer/ nocase
    $chopper = /"->\|"|"\|<-"/
    $spy = /ASPXSpy|AspxSpy|ASPX ?Shell|ASP ?Shell|RHTOOLS|ASPYDrv|zehir|efso|elmaliseker|kacak|ntdaddy|aspcmd|Remote ?Explorer|cmdasp|DarkBlade|CyberSpy|Bin_PostBack/ nocase
    $pieces = /"\w{0,12}(\.\w{0,6})?"\s*&\s*"[\w.]{1,10}"(\s*&\s*"[\w.]{1,12}"){0,4}\s*\)/
    $forever = /scripttimeout\s*=\s*9{4,}/ nocase
    $encoded = /<%@\s*LANGUAGE\s*=\s*["']?VBScript\.Encode|#@~\^[A-Za-z0-9+\/]{6}==/ nocase
  condition:
    asp and filesize < 1MB and (
      ($request and 3 of ($file*) and $run and ($attack or $login))
      or ($login and $forever and $request and (any of ($file*) or $run or $pieces))
      or ($chopper and $request and (any of ($file*) or $run))
      or ($spy and $request and (2 of ($file*) or $run))
      or ($encoded and $request)
      or ($encoded and filesize < 300KB and #encoded > 1)
    )
}

rule writes_request_to_file {
  meta:
    author = "Assay"
    description = "A small page writes what the request brings to a file"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 50
    virus_type = "WebShell"
    family = "asp.uploader"
    meaning_en = "A small page writes what a visitor sends into a file: it can plant any code."
    meaning_zh = "小页面把访问者提交的内容写入文件，可植入任意代码。"
  strings:
    $file = /scripting\.filesystemobject|adodb\.stream|StreamWriter|File\.(WriteAllText|WriteAllBytes|Create)|CreateTextFile/ nocase
    $write = /\.\s*write(line|text)?\s*\(?\s*(\w+\s*\(\s*){0,2}request\s*(\(|\[|\.\s*(form|querystring|item|params|binaryread))/ nocase
    $direct = /File\.(WriteAllText|WriteAllBytes)\s*\([^;\n]{0,120}Request\s*[.\[(]/ nocase
    $named = /(CreateTextFile|OpenTextFile|SaveToFile|SaveAs|StreamWriter|MapPath)\s*\(?\s*(\w+(\.\w+)*\s*\(\s*){0,2}request\s*[.\[(]/ nocase
    $content = /=\s*request\s*(\.\s*(form|querystring|item)\s*)?\(\s*["'](\w{0,12}(data|text|content|body|code|cyfddata|path|file)\w{0,8})["']\s*\)/ nocase
    $put = /\.\s*(write|writeline|writetext)\s*\(?\s*\w{1,20}/ nocase
  condition:
    asp and filesize < 5KB and ($direct or ($file and $write) or ($file and $named and $put) or ($file and #content > 1 and $put))
}

rule obfuscated {
  meta:
    author = "Assay"
    description = "A page runs text that it computes from character codes, reversed text or pieces"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 80
    virus_type = "WebShell"
    family = "asp.obfuscated"
    meaning_en = "The page computes code from character codes or pieces and runs it, so that nobody can read it."
    meaning_zh = "页面由字符编码或碎片拼出代码并执行，使人无法阅读。"
  strings:
    $run = /[^\w."](execute|executeglobal|eval)\b\s*\(?\s*[\w("]/ nocase
    // Letters: line ends and quotes are written by their codes everywhere.
    $codes = /(chrw?\s*\(\s*(&h[4-7][0-9a-f]|6[5-9]|[78]\d|9\d|1[012]\d)\s*\)\s*&\s*){3}/ nocase
    $reverse = /\bstrreverse\s*\(/ nocase
    $replace = /\b(execute|executeglobal|eval)\s*\(?\s*(replace|strreverse|unescape|decode\w*|chr|\w{1,20}\s*\(\s*["'][^"'\n]{24})/ nocase
    $unescape = /unescape\s*\(\s*["'](%u?[0-9a-f]{2,4}){4}/ nocase
    $unicode = /(\\u00[2-7][0-9a-f]){4}/ nocase
    $at = /@?\\u0065\\u0076\\u0061\\u006c|\\U00000065\\U00000076|e\\u200[bcd]v/ nocase
    $request = /request/ nocase
    $class = /\bclass_(initialize|terminate)\b/ nocase
    $page = /<%@|<%\s*(dim|set|execute|eval|response|request|if|for|function|sub|on error|server|class|@|'|=|\w+\s*[=(])|runat\s*=/ nocase
    $wide = /[\x00]\w[\x00]/
  condition:
    asp and $page and filesize < 64KB and (
      ($run and ($codes or $replace or $unescape or $reverse))
      or $at
      or (#unicode > 3 and not $wide)
      or (filesize < 3KB and $run and $class and $request)
    )
}
