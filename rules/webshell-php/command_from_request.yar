// PHP that runs what a request brings as a command of the system.

private rule php_page {
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase
    // Rules of firewalls quote web shells; they are no pages.
    $about = "SecRule "
  condition:
    $tag and not $about and not labels contains " PDF " and not labels contains " ELF"
}

rule command_request {
  meta:
    author = "Assay"
    description = "system(), exec() or the like directly on a value of the request"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 92
    virus_type = "WebShell"
    family = "php.command-from-request"
    meaning_en = "The page runs, as a command of the system, what a visitor sends."
    meaning_zh = "页面把访问者提交的内容当作系统命令执行。"
  strings:
    $call = /[^\w>:$](system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|expect_popen)\s*\(\s*@?(["'][^"'\n]{0,60}["']\s*\.\s*)?@?((base64_decode|urldecode|rawurldecode|stripslashes|stripcslashes|trim|str_rot13|gzinflate|strrev|hex2bin|implode|join|end|current|reset|convert_uudecode)\s*\(\s*){0,3}@?["']?\{?\$(_(GET|POST|REQUEST|COOKIE)|_SERVER\s*\[\s*["']?HTTP_|HTTP_(GET|POST|COOKIE)_VARS)/ nocase
    $input = /[^\w>:$](system|exec|shell_exec|passthru|popen)\s*\(\s*(@?\w+\s*\(\s*){0,2}["']php:\/\/input["']/ nocase
    $backtick = /(echo|print|return|=|\()\s*`\s*\{?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^`\n]{1,60}`\s*[;)?]/ nocase
    $com = /new\s+COM\s*\(\s*["']wscript\.shell["'][\x00-\xff]{0,300}->\s*(exec|run)\s*\(\s*["'.\s]{0,4}(cmd[^"']{0,20}["']\s*\.\s*)?\$(_(GET|POST|REQUEST|COOKIE)|cmd|command)/ nocase
  condition:
    php_page and any of them
}

rule command_variable_from_request {
  meta:
    author = "Assay"
    description = "A value of the request goes into a variable and, a few lines on, a variable into system()"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 76
    virus_type = "WebShell"
    family = "php.command-from-request"
    meaning_en = "A value that a visitor sends is stored and then seems to be run as a command of the system."
    meaning_zh = "访问者提交的内容先存入变量，随后疑似被当作系统命令执行。"
  strings:
    $near = /\$\w+\s*=\s*\(?\s*@?((base64_decode|urldecode|stripslashes|trim|str_rot13|strrev|hex2bin)\s*\(\s*){0,3}\$(_(GET|POST|REQUEST|COOKIE)|HTTP_(GET|POST)_VARS)\s*[\[{]\s*["']?\w{0,20}["']?\s*[\]}]\s*\)*\s*;[\x00-\xff]{0,200}[^\w>:$](system|shell_exec|passthru|popen|exec)\s*\(\s*@?(["'][^"'\n]{0,30}["']\s*\.\s*)?["']?@?\$\w+/ nocase
    $backtick = /\$\w+\s*=\s*\(?\s*\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^;\n]{0,40};[\x00-\xff]{0,150}(echo|print|=)\s*`\s*\$\w+\s*`/ nocase
    $escaped = /escapeshell(arg|cmd)\s*\(/ private
  condition:
    php_page and filesize < 4KB and any of ($near, $backtick) and not $escaped
}

rule header_command {
  meta:
    author = "Assay"
    description = "A small page that runs commands and asks for a parameter named like a command"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 84
    virus_type = "WebShell"
    family = "php.command-from-request"
    meaning_en = "A small page that does little else than run the command that a visitor sends."
    meaning_zh = "体积很小、除执行访问者提交的命令外几乎没有其他功能的页面。"
  strings:
    $parameter = /\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]\s*["']?(cmd|command|exec|execute|ejecutar|comando|shell|c|x|run)["']?\s*[\]}]/ nocase
    $call = /[^\w>:$](system|exec|shell_exec|passthru|popen|proc_open)\s*\(\s*@?["']?\$/ nocase
    $escaped = /escapeshell(arg|cmd)\s*\(/ private
  condition:
    php_page and filesize < 6KB and $parameter and $call and not $escaped
}
