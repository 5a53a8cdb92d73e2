// CGI programs and ColdFusion pages that give control of the server to a visitor.

private rule perl_cgi {
  strings:
    $perl = /^#!\s*\/\S{0,40}perl/
    $use = /\buse\s+(CGI|strict|Socket|IO::Socket|Cwd)\b/
    $header = /Content-type:\s*text\/(html|plain)|\bheader\s*\(|CGI::header/ nocase
    $query = /QUERY_STRING|CGI->new|new\s+CGI\b|CGI::param|\bparam\s*\(|CONTENT_LENGTH/
  condition:
    filesize < 256KB and ($perl or $use) and $header and $query
}

rule perl_console {
  meta:
    author = "Assay"
    description = "A CGI program in Perl that runs what a visitor sends as a command"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 82
    virus_type = "WebShell"
    family = "cgi.command-from-request"
    meaning_en = "The program runs, as a command of the system, what a visitor sends."
    meaning_zh = "该 CGI 程序把访问者提交的内容当作系统命令执行。"
  strings:
    $tick = /`[^`\n]{0,80}\$\{?(cmd|command|exec|run|c|in\{|FORM\{|form\{|param\{|input\{|cgi\{)[^`\n]{0,80}`/ nocase
    $call = /\b(system|exec)\s*\(?\s*"?[^;\n]{0,60}\$(\{?(cmd|command|run_?command|exec|runcmd)\b|(in|FORM|form|param|input|cgi)\s*\{\s*['"]?(cmd|command|c|run|exec|shell))/ nocase
    $open = /\bopen\s*\(?\s*\w+\s*,\s*"?[^;\n]{0,80}\$(\{?(cmd|command|run_?command|exec|runcmd)\b|(in|FORM|form|param|input|cgi)\s*\{\s*['"]?(cmd|command|c|run|exec|shell))[^;\n]{0,60}\|/ nocase
    $asks = /\b(param\s*\(\s*|in\s*\{\s*|FORM\s*\{\s*|param\s*\{\s*|input\s*\{\s*|cgi\s*\{\s*|name\s*=\s*\\?)["']?\\?["']?(cmd|command|c|exec|run|shell|runcmd|run_command)\\?["']?/ nocase
  condition:
    perl_cgi and $asks and any of ($tick, $call, $open)
}

rule perl_manager {
  meta:
    author = "Assay"
    description = "A CGI program in Perl with a console, files up and down, a password and a network shell"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 78
    virus_type = "WebShell"
    family = "cgi.shell-features"
    meaning_en = "One program has a console, moves files and asks for a password of its own: the features of a web shell."
    meaning_zh = "同一程序具备命令行、文件传输与自有口令，具有典型的 WebShell 功能。"
  strings:
    $f1 = /\$\{?(login|admin|shell|root)?_?(password|passwd|pwd|pass)\s*=\s*["'][^"'\n]{0,40}["']\s*;/ nocase
    $f2 = /command\s*(timed\s*out|timeout)|CommandTimeout|Execute\s+command|run\s+command|command\s+line/ nocase
    $f3 = /Upload(ing)?\s+(file|to)|transfer_?file|enctype\s*=\s*["'\\]*multipart/ nocase
    $f4 = /Download(ing)?\s+file|Content-Disposition|application\/(octet-stream|x-unknown)/ nocase
    $f5 = /\bcd\s+["'\\]*\$\w|chdir\s*\(?\s*\$|\$CurrentDir|\$?CommandSep|\bcwd\s*\(\s*\)/ nocase
    $f6 = /\balarm\s*\(|\$Redirector|2>&1/
    $named = /back\s*connect|bind\s*port|reverse\s*shell|web\s*shell|cgi-?shell|cgitelnet|backdoor/ nocase
    $run = /`[^`\n]{0,120}\$|\b(system|exec)\s*[( ]|open\s*\(?\s*\w+\s*,\s*[^;\n]{0,120}\||open[23]\s*\(/
  condition:
    perl_cgi and $run and (5 of ($f*) or ($named and 2 of ($f*)))
}

rule python_console {
  meta:
    author = "Assay"
    description = "A CGI program in Python that runs a field of the form as a command"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 80
    virus_type = "WebShell"
    family = "cgi.command-from-request"
    meaning_en = "The program runs, as a command of the system, what a visitor sends."
    meaning_zh = "该 CGI 程序把访问者提交的内容当作系统命令执行。"
  strings:
    $form = /cgi\.FieldStorage\s*\(|os\.environ(\.get\s*\(|\s*\[)\s*["']QUERY_STRING/
    $asks = /(["'])(cmd|command|exec|shell|run)["']/ nocase
    $direct = /\b(os\.(system|popen[234]?)|commands\.get(status)?output|subprocess\.(Popen|call|check_output|getoutput|run))\s*\(\s*\[?\s*(\w{1,20}\.(getvalue|getfirst)\s*\(|\w{1,20}\[\s*["']\w{1,20}["']\s*\]\.value|os\.environ(\.get)?\s*[\[(]\s*["'](QUERY_STRING|HTTP_\w+))/
    $run = /\b(os\.(system|popen[234]?)|commands\.get(status)?output|popen2\.popen[234]|subprocess\.(Popen|call|check_output|getoutput|run))\s*\(\s*\[?\s*(["'][^"'\n]{0,30}["']\s*[+%,]\s*)?\(?\s*[A-Za-z_]/
  condition:
    filesize < 96KB and $form and (($asks and $run) or $direct)
}

rule shell_console {
  meta:
    author = "Assay"
    description = "A CGI program for the Unix shell that evaluates the query"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 78
    virus_type = "WebShell"
    family = "cgi.command-from-request"
    meaning_en = "The program runs, as a command of the system, what a visitor sends."
    meaning_zh = "该 CGI 程序把访问者提交的内容当作系统命令执行。"
  strings:
    $shell = /^#!\s*\/\S{0,30}\/(ba|z|k|da)?sh/
    $query = "QUERY_STRING"
    $type = /Content-type:\s*text\// nocase
    $run = /\b(eval|(ba)?sh\s+-c)\s+["']?(`?\s*echo\s+)?["']?\$\{?(QUERY_STRING|cmd|command|q|c|CMD|COMMAND)\b/
    $decoded = /QUERY_STRING[^\n]{0,120}\|\s*(sed|awk|tr)[^\n]{0,200}(\|\s*(ba)?sh\b|eval)/
  condition:
    filesize < 64KB and $shell and $query and $type and ($run or $decoded)
}

rule coldfusion_console {
  meta:
    author = "Assay"
    description = "A ColdFusion page that executes a form's field, or a server's shell with one as its argument"
    reference = "https://helpx.adobe.com/coldfusion/cfml-reference/coldfusion-tags/tags-d-e/cfexecute.html"
    score = 84
    virus_type = "WebShell"
    family = "cfm.command-from-request"
    meaning_en = "The page runs, as a command of the system, what a visitor sends."
    meaning_zh = "页面把访问者提交的内容当作系统命令执行。"
  strings:
    $form = /<cfexecute\s[^>]{0,200}#\s*(form|url|cgi|variables)\.[^>]{0,200}>/ nocase
    $shell = /<cfexecute\s[^>]{0,80}(cmd(\.exe)?|\/bin\/(ba)?sh|powershell(\.exe)?)["'\s][^>]{0,120}#[\w.]{1,40}#/ nocase
    $spelling = /\ba?spell(_dir)?\b/ nocase private
    $java = /getRuntime\s*\(\s*\)\s*\.\s*exec\s*\(\s*["'#]{0,2}\s*(form|url|cgi|cookie)\s*[.\[]/ nocase
    $evaluate = /\bevaluate\s*\(\s*(form|url|cookie)\./ nocase
  condition:
    filesize < 256KB and any of ($form, $shell, $evaluate, $java) and not $spelling
}

rule coldfusion_manager {
  meta:
    author = "Assay"
    description = "A small ColdFusion page that lists, reads, writes and uploads files that a visitor names"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 72
    virus_type = "WebShell"
    family = "cfm.shell-features"
    meaning_en = "A page lets a visitor list, change and upload any file of the server."
    meaning_zh = "页面允许访问者浏览、修改和上传服务器上的任意文件。"
  strings:
    $list = /<cfdirectory[^>]{0,120}#[^>]{0,80}>/ nocase
    $write = /<cffile[^>]{0,80}action\s*=\s*["']?(write|upload|append)[^>]{0,200}#/ nocase
    $delete = /<cffile[^>]{0,80}action\s*=\s*["']?(delete|rename|move)[^>]{0,200}#/ nocase
    $read = /<cf(file[^>]{0,80}action\s*=\s*["']?read|content)[^>]{0,200}#/ nocase
    $list_named = /<cfdirectory[^>]{0,60}#\s*(form|url)\./ nocase
    $read_named = /<cffile[^>]{0,80}action\s*=\s*["']?read[^>]{0,80}#\s*(form|url)\./ nocase
    $spelling = /\ba?spell(_dir)?\b/ nocase private
    $execute = /<cfexecute|<cfregistry|<cfobject[^>]{0,120}java\.lang\.Runtime/ nocase
  condition:
    filesize < 64KB and not $spelling and (
      (2 of ($list, $write, $delete, $read) and $execute)
      or 3 of ($list, $write, $delete, $read)
      or ($list_named and $read_named)
    )
}

rule shell_files {
  meta:
    author = "Assay"
    description = "A CGI program for the Unix shell that shows the file or folder of the query, or stores what is uploaded"
    reference = "https://attack.mitre.org/techniques/T1083/"
    score = 72
    virus_type = "WebShell"
    family = "cgi.files"
    meaning_en = "The program shows a visitor any file of the server, or stores what he sends."
    meaning_zh = "该 CGI 程序向访问者展示服务器任意文件，或保存其上传的内容。"
  strings:
    $shell = /^#!\s*\/\S{0,30}\/(ba|z|k|da)?sh/
    $type = /Content-type:\s*text\// nocase
    $reads = /\b(cat|ls(\s+-\w+)?|head|tail|rm|cp|mv|find)\s+["']?\$\{?QUERY_STRING/
    $stores = /\b(dd|cat|head)\b[^\n]{0,40}\$\{?CONTENT_LENGTH\}?[^\n]{0,60}(of=|>)\s*["']?\//
    $form = /type\s*=\s*\\?["']?file/
  condition:
    filesize < 32KB and $shell and $type and ($reads or ($stores and $form))
}

rule mass_deface {
  meta:
    author = "Assay"
    description = "A script that puts its user's page in place of the first pages of many sites"
    reference = "https://attack.mitre.org/techniques/T1491/"
    score = 78
    virus_type = "Hacktool"
    family = "cgi.deface"
    meaning_en = "The script replaces the first pages of many sites by its user's own."
    meaning_zh = "脚本批量将多个网站的首页替换为攻击者的页面。"
  strings:
    $script = /^#!\s*\/\S{0,40}(perl|python|sh|ruby|php)/
    $word = /\b(mass\w?[ _-]?deface\w{0,4}|\w{0,10}defacer?|defacement)\b/ nocase
    $index = /\b(index|default)\.(html?|php|asp|cfm|jsp)?/
    $walk = /opendir\s*\(|File::Find|os\.walk|\bfind\s+\/|glob\s*\(/
    $write = /\bcp\b|\bcopy\b|open\s*\(?\s*\w+\s*,\s*["']?>|shutil|File::Copy/
  condition:
    filesize < 64KB and $script and #word > 1 and #index > 1 and $walk and $write
    and not labels contains " ELF" and not labels contains " PE32"
}

rule shell_form_runs_command {
  meta:
    author = "Assay"
    description = "A CGI program for the Unix shell that asks for a command in its form and evaluates what comes"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 76
    virus_type = "WebShell"
    family = "cgi.command-from-request"
    meaning_en = "The program asks its visitor for a command and runs it."
    meaning_zh = "该 CGI 程序通过表单接收命令并执行。"
  strings:
    $shell = /^#!\s*\/\S{0,30}\/(env\s+)?(ba|z|k|da|a)?sh/
    $type = /Content-type:\s*text\//  nocase
    $query = /QUERY_STRING|CONTENT_LENGTH|\bREQUEST_METHOD\b|(^|\n|;)\s*read\s+(-\w+\s+\d*\s*)*\w+\s*(\n|;)/
    $field = /\bname[\\=]{1,3}[\\"']{0,6}(cmd|command|c|exec|shell|comando|run|befehl)[\\"'\s>]/ nocase
    $run = /(^|\n|;|\||`|\$\()\s*(eval|(ba)?sh\s+-c|exec)\s+["']?\$\{?\w|(^|\n|;)\s*["']?\$\{?(cmd|CMD|command|COMMAND|PARAM|c|C|comando)\b/
  condition:
    filesize < 64KB and $shell and $type and $query and $field and $run
}

rule query_runs_in_other_languages {
  meta:
    author = "Assay"
    description = "A page or CGI program in Ruby, Lua, Tcl, Node or Go that runs what a visitor sends"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 78
    virus_type = "WebShell"
    family = "cgi.command-from-request"
    meaning_en = "The program runs, as a command of the system, what a visitor sends."
    meaning_zh = "该程序把访问者提交的内容当作系统命令执行。"
  strings:
    $ruby_cgi = /CGI\.new[\x00-\xff]{0,2000}(`[^`\n]{0,20}#\{\s*\w+\[\s*["'\:]\w{1,20}["']?\s*\][^`\n]{0,60}`|\b(system|exec|eval|IO\.popen)\s*\(?\s*\w+\[\s*["'\:]\w)/
    $ruby = /(`[^`\n]{0,20}#\{\s*(params|cgi|request|req|query)\b[^`\n]{0,60}`|\b(system|exec|IO\.popen|eval|Open3\.\w+)\s*\(?\s*(params|cgi|request\.(params|query)|req\.(params|query))\s*\[)/
    $lua = /(io\.popen|os\.execute|[^.\w](loadstring|load))\s*\(\s*(ngx\.(var\.arg_\w+|req\.get_(uri|post)_args\s*\(\s*\)|unescape_uri\s*\(\s*ngx\.var\.arg)|r:parseargs|args\.(cmd|c|exec)\b|http\.formvalue)/
    $node = /\b(exec|execSync|spawn|spawnSync|eval|runInNewContext|runInThisContext)\s*\(\s*(req|request|ctx)\.(query|body|params|headers|cookies)\b|\b(exec|execSync)\s*\(\s*\w{1,20}\.parse\s*\(\s*\w{1,20}\.url[^\n)]{0,20}\)\.query|(exec|execSync)\s*\(\s*(new\s+URL\s*\([^\n]{0,60}\)\.)?searchParams\.get\s*\(/
    $go = /exec\.Command\s*\([^\n]{0,60}(r|req|request|c|ctx)\.(FormValue|PostFormValue|URL\.Query\s*\(\s*\)\.Get|Query|PostForm|Header\.Get)\s*\(/
    $tcl = /\bexec\s+(sh\s+-c\s+|cmd\s+\/c\s+)?(\{\*\})?\[?\s*(\$env\(QUERY_STRING\)|ncgi::value\s+(cmd|c|exec))/
    $python = /(os\.(popen|system)|subprocess\.(Popen|check_output|getoutput|run|call)|\beval|\bexec)\s*\(\s*(request\.(args|form|values|GET|POST|query|params|forms|json|headers|cookies)\s*(\.get\s*\(|\[)|self\.get_(query_)?argument\s*\(|bottle\.request\.)/
    $test = /unittest|pytest|describe\s*\(\s*["']|\bctf\b|vulnerab|DO NOT (USE|RUN)|semgrep/ nocase private
  condition:
    filesize < 64KB and any of ($ruby, $ruby_cgi, $lua, $node, $go, $tcl, $python) and not $test
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule perl_runs_field {
  meta:
    author = "Assay"
    description = "A small CGI program in Perl runs a whole field of the form, whatever its name"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 74
    virus_type = "WebShell"
    family = "cgi.command-from-request"
    meaning_en = "The program runs a field of its form as a command of the system."
    meaning_zh = "该 CGI 程序把表单字段整体当作系统命令执行。"
  strings:
    $type = /Content-type:\s*text\/(html|plain)|\bheader\b|->header/ nocase
    $query = /QUERY_STRING|\bCGI\b|CONTENT_LENGTH/
    $call = /\b(system|exec|eval)\s*\(?\s*"?\s*(\$(F|FORM|form|in|IN|q|Q|query|input|INPUT|p|params?|vars?|data|cgi|h|f)\{\s*["']?\w{1,20}["']?\s*\}|(\$\w{1,12}\s*->\s*)?param\s*\(\s*["']\w{1,20}["']\s*\))/
    $tick = /(`|\bqx\s*[{(\/|!])\s*(\$(F|FORM|form|in|IN|q|Q|query|input|INPUT|p|params?|vars?|data|cgi|h|f)\{\s*["']?\w{1,20}["']?\s*\}|@\{\[\s*(\$\w{1,12}\s*->\s*)?param\s*\()/
    $open = /\bopen\s*\(?\s*(my\s+)?\$?\w{1,20}\s*,\s*"?\s*(\$(F|FORM|form|in|IN|q|Q|query|input|INPUT|p|params?|vars?|data|cgi|h|f)\{\s*["']?\w{1,20}["']?\s*\}|(\$\w{1,12}\s*->\s*)?param\s*\(\s*["']\w{1,20}["']\s*\))[^;\n]{0,40}\|/
  condition:
    filesize < 16KB and $type and $query and any of ($call, $tick, $open)
    and not labels contains " PHP " and not labels contains " ELF" and not labels contains " PE32"
}
