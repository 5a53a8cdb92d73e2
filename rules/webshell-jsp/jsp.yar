// Java server pages that give control of the server to a visitor.

private rule jsp {
  strings:
    $tag = "<%"
    $directive = "<%@"
    $jspx = /<jsp:(root|scriptlet|declaration|directive)/
    $java = /\b(request|response|session|application|pageContext|java\.|javax\.|jakarta\.|new \w+|String|Class\s*<|ClassLoader)\b/
    $php = "<?php" nocase
    $aspx = /<%@\s*(Page|WebHandler|WebService|Control)\s[^%]{0,60}Language\s*=\s*["']?(C#|CS|VB|JScript)|<%\s*Set\s|Server\.CreateObject|runat\s*=\s*["']?server/ nocase
  condition:
    ($jspx or ($tag and ($directive or $java))) and not $aspx and not $php
    and not labels contains " PDF " and not labels contains " ELF"
}

rule command_request {
  meta:
    author = "Assay"
    description = "Runtime.exec() or ProcessBuilder on a parameter of the request"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 92
    virus_type = "WebShell"
    family = "jsp.command-from-request"
    meaning_en = "The page runs, as a command of the system, what a visitor sends."
    meaning_zh = "页面把访问者提交的内容当作系统命令执行。"
  strings:
    $direct = /\.\s*exec\s*\(\s*(new\s+String\s*(\[\s*\]\s*\{[^}]{0,60}|\(\s*)?)?("[^"\n]{0,40}"\s*[+,]\s*)?(\w+\.)?request\s*\.\s*get(Parameter|Header|QueryString|InputStream)/ nocase
    $builder = /new\s+ProcessBuilder\s*\([^;]{0,80}request\s*\.\s*get(Parameter|Header)/ nocase
    $near = /(=|\()\s*(\w+\s*\(\s*)?request\s*\.\s*get(Parameter|Header)\s*\([^;]{1,60};[\x00-\xff]{0,500}(getRuntime\s*\(\s*\)\s*\.\s*exec\s*\(|new\s+(java\.lang\.)?ProcessBuilder\s*\()\s*[^;]{0,60}\w/ nocase
    $helper = /request\s*\.\s*getParameter\s*\(\s*"(cmd|command|exec|c|i|pwd|pass|shell|z0|z1)"\s*\)/ nocase
    $exec = /\.\s*exec\s*\(\s*["\w(]|new\s+(java\.lang\.)?ProcessBuilder\s*\(|ProcessImpl|UNIXProcess/ nocase
    $reader = /getInputStream\s*\(\s*\)/
    $reflected = /getMethod\s*\(\s*(\w+\s*,|[^;\n]{0,60}(getRuntime|"exec"|\\u0065\\u0078\\u0065\\u0063|"ex"\s*\+\s*"ec"|request\.getParameter))/ nocase
    $script = /(getEngineByName|ScriptEngineManager|ELProcessor|ExpressionFactory|SpelExpressionParser)/
    $eval = /\.\s*(eval|createValueExpression|parseExpression)\s*\(\s*[^;]{0,80}(request\s*\.\s*get|\w)/
    $request = /request\s*\.\s*get(Parameter|Header|QueryString|InputStream|Reader|Cookies)\s*\(|\$\{param\.|param\.\w/
  condition:
    jsp and filesize < 300KB
    and ($direct or $builder or $near or ($helper and $exec and $reader) or ($reflected and $request and filesize < 20KB) or ($script and $eval and $request and filesize < 20KB))
}

rule class_loader {
  meta:
    author = "Assay"
    description = "A class is defined from what the request brings, as Behinder, Godzilla and AntSword do"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 92
    virus_type = "WebShell"
    family = "jsp.class-from-request"
    meaning_en = "The page loads Java classes that a visitor sends: the back door of Behinder, Godzilla and AntSword."
    meaning_zh = "页面加载访问者发送的 Java 类，是冰蝎、哥斯拉、蚁剑等工具的后门形式。"
  strings:
    $define = /\bdefineClass\b|defineAnonymousClass|defineTransletClasses|"defi"\s*\+\s*"neClass"/
    $loader = /extends\s+(java\.lang\.)?ClassLoader|getClassLoader\s*\(|URLClassLoader|ClassLoader\.class|getContextClassLoader|BCELClassLoader|bcel\.internal|sun\.misc\.Unsafe|MethodHandles/
    $decode = /base64|decodeBuffer|javax\.crypto|Cipher\.getInstance|SecretKeySpec|parseHexBinary|hexStringToByte|GZIPInputStream/ nocase
    $request = /request\s*\.\s*get(Parameter|Header|Reader|InputStream)|pageContext|getReader\s*\(\s*\)|session\s*\.\s*(putValue|setAttribute)/
    $new = /newInstance\s*\(|\.\s*equals\s*\(\s*(pageContext|request|this|obj|new\s+Object)/
    $remote = /new\s+(java\.net\.)?URLClassLoader\s*\([^;]{0,120}request\s*\.\s*get(Parameter|Header)/
  condition:
    jsp and filesize < 200KB
    and ($remote or ($define and $loader and $request and ($decode or $new)))
}

rule file_manager {
  meta:
    author = "Assay"
    description = "One page that runs commands and manages files, or carries the protocol of a web shell client"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 88
    virus_type = "WebShell"
    family = "jsp.shell-features"
    meaning_en = "One page lists, edits and uploads files and runs commands: the features of a web shell."
    meaning_zh = "同一页面可浏览、编辑、上传文件并执行命令，具备典型的 WebShell 功能。"
  strings:
    $file1 = /listRoots\s*\(\s*\)|\.listFiles\s*\(|\.list\s*\(\s*\)/
    $file2 = /new\s+(java\.io\.)?(FileOutputStream|FileWriter|RandomAccessFile|PrintWriter\s*\(\s*new\s+File)/
    $file3 = /\.delete\s*\(\s*\)|\.renameTo\s*\(|\.mkdirs?\s*\(/
    $file4 = /setLastModified|canWrite\s*\(|lastModified\s*\(/
    $run = /\.\s*exec\s*\(|new\s+(java\.lang\.)?ProcessBuilder\s*\(/
    $sql = /DriverManager\s*\.\s*getConnection/
    $request = /request\s*\.\s*getParameter\s*\(/
    $system = /os\.name|user\.dir|user\.home|java\.io\.tmpdir|cmd\.exe|\/bin\/(ba)?sh/
    $chopper = /"->\|"|"\|<-"|->\\u007c/
    $name = /JspSpy|JFolder|jshell|JSP ?Shell|web ?shell|Behinder|Godzilla|AntSword|rebeyond|cmdshell|JspWebshell|JSP ?Backdoor|Browser\.jsp|caidao|custom\.jsp/ nocase
  condition:
    jsp and filesize < 500KB and $request
    and (
      (3 of ($file*) and $run and $system)
      or ($chopper and (any of ($file*) or $run or $sql))
      or ($name and ($run or 3 of ($file*)))
      or ($run and 2 of ($file*) and $sql)
    )
}

rule writes_request_to_file {
  meta:
    author = "Assay"
    description = "A small page writes a parameter of the request to a file that a parameter names"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 82
    virus_type = "WebShell"
    family = "jsp.uploader"
    meaning_en = "A small page writes what a visitor sends into a file: it can plant any code."
    meaning_zh = "小页面把访问者提交的内容写入文件，可植入任意代码。"
  strings:
    $direct = /new\s+(java\.io\.)?(FileOutputStream|FileWriter|RandomAccessFile)\s*\([^;]{0,120}request\s*\.\s*get(Parameter|Header|RealPath)[^;]{0,120}\)\s*\)?[^;]{0,20}\.?\s*(write\s*\([^;]{0,40}request|;[\x00-\xff]{0,200}write)/
    $write = /\.\s*write\s*\(\s*(\(\s*)?(new\s+String\s*\(\s*)?request\s*\.\s*getParameter\s*\(/
    $stream = /new\s+(java\.io\.)?(FileOutputStream|FileWriter|PrintWriter|RandomAccessFile|BufferedWriter)\s*\(/
    $request = /request\s*\.\s*getParameter\s*\(\s*"[^"]{1,20}"\s*\)/
    $place = /getRealPath\s*\(|new\s+File\s*\(\s*request\s*\.\s*getParameter/
  condition:
    jsp and filesize < 6KB and ($direct or ($write and $stream) or ($place and $stream and #request > 1))
}

rule escaped_source {
  meta:
    author = "Assay"
    description = "Java code of a page is written in Unicode escapes or entities, so that nobody can read it"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 80
    virus_type = "WebShell"
    family = "jsp.obfuscated"
    meaning_en = "The page's code is written in escapes so that nobody can read it."
    meaning_zh = "页面代码用转义字符书写，使人无法阅读。"
  strings:
    $unicode = /(\\u+00[2-7][0-9a-f]){12}/ nocase
    $word = /\\u+0065\\u+0078\\u+0065\\u+0063|\\u+0052\\u+0075\\u+006e\\u+0074\\u+0069\\u+006d\\u+0065|\\u+0064\\u+0065\\u+0066\\u+0069\\u+006e\\u+0065\\u+0043/ nocase
    $cdata = /(<!\[CDATA\[[^\]]{1,4}\]\]>[^<]{0,4}){6}/
    $entities = /(&#(x[0-9a-f]{2,4}|\d{2,3});){20}/ nocase
  condition:
    jsp and filesize < 100KB and (#unicode > 2 or $word or $cdata or #entities > 3)
}
