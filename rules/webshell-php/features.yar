// PHP pages with the features of a web shell, however they are written.

private rule php_file {
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase
  condition:
    $tag and not labels contains " PDF " and not labels contains " ELF"
}

rule control_panel {
  meta:
    author = "Assay"
    description = "One file that runs commands, manages files and looks the system over"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 90
    virus_type = "WebShell"
    family = "php.shell-features"
    meaning_en = "One page runs commands, edits and uploads files and looks the system over: the features of a web shell."
    meaning_zh = "同一页面集执行命令、编辑和上传文件、探测系统于一身，具备典型的 WebShell 功能。"
  strings:
    $run1 = /[^\w>:$"'](shell_exec|passthru|proc_open|popen|pcntl_exec)\s*\(\s*[@$"']/ nocase
    $run2 = /[^\w>:$](system|exec)\s*\(\s*@?\$\w+/ nocase
    $run3 = /[^\w>:$]eval\s*\(\s*[@$"'s]/ nocase
    $run4 = /function_exists\s*\(\s*["'](system|exec|shell_exec|passthru|popen|proc_open)["']\s*\)/ nocase
    $look1 = /(ini_get|get_cfg_var)\s*\(\s*["'](disable_functions|safe_mode)["']/ nocase
    $look2 = /php_uname\s*\(|\buname -a\b/ nocase
    $look3 = /posix_getpwuid|posix_getgrgid|posix_geteuid|get_current_user\s*\(/ nocase
    $look4 = "/etc/passwd"
    $look5 = /SERVER_SOFTWARE|disk_free_space|diskfreespace/ nocase
    $file1 = /move_uploaded_file\s*\(|copy\s*\(\s*\$_FILES|copy\s*\(\s*\$HTTP_POST_FILES/ nocase
    $file2 = /\bfileperms\s*\(/ nocase
    $file3 = /\bchmod\s*\(\s*\$/ nocase
    $file4 = /\b(unlink|rmdir)\s*\(\s*@?\$/ nocase
    $file5 = /\b(fwrite|fputs|file_put_contents)\s*\(\s*@?\$/ nocase
    $file6 = /\b(opendir|scandir|readdir|dir)\s*\(\s*@?\$/ nocase
    $form1 = /name\s*=\s*\\?["']?(cmd|command|execute|exec|shell|cmdline|phpcode|evalcode|phpev|ev)\\?["']?[\s>\/]/ nocase
    $form2 = /enctype\s*=\s*\\?["']?multipart\/form-data/ nocase
    $quiet1 = /(set_time_limit|error_reporting|ignore_user_abort)\s*\(\s*0\s*\)/ nocase
    $quiet2 = /@?ini_set\s*\(\s*["'](display_errors|log_errors|error_log|max_execution_time)["']\s*,\s*["']?(0|NULL|off)/ nocase
    $attack1 = /\b(back[ _-]?connect|bind[ _-]?port|reverse[ _-]?shell|bindshell|port[ _-]?scan|mass[ _-]?deface|brute[ _-]?force|web ?shell|rootkit|bypass)\b/ nocase
    $attack2 = /\b(c99|r57|b374k|wso|c100|phpspy|angel|safe0ver|cgitelnet|indoxploit|alfa|mini ?shell|priv8)\s*(shell|sh|\.php|team)?\b/ nocase
    $attack3 = /suexec|\.htpasswd|\.bash_history|config\.inc\.php|my\.cnf/ nocase
  condition:
    php_file and filesize < 2MB
    and any of ($run*)
    and 2 of ($look*)
    and 2 of ($file*)
    and (
      (any of ($form*) and any of ($quiet*) and any of ($attack*))
      or (2 of ($run*) and any of ($attack*) and 3 of ($look*))
      or ($form1 and 2 of ($run*))
      or (3 of ($run*) and 3 of ($look*) and 3 of ($file*) and any of ($quiet*))
    )
}

rule known_shell_name {
  meta:
    author = "Assay"
    description = "The name of a well-known web shell, where the page prints it, beside code that acts"
    reference = "https://malpedia.caad.fkie.fraunhofer.de/"
    score = 84
    virus_type = "WebShell"
    family = "php.shell-name"
    meaning_en = "The page carries the name of a well-known web shell and code that fits it."
    meaning_zh = "页面带有知名 WebShell 的名称及相应功能代码。"
  strings:
    $title = /<title>[^<]{0,60}(c99|r57|b374k|wso ?\d|phpspy|web ?shell|php ?shell|shell ?php|backdoor|h4ck|hacked by|mini shell|priv8|0day|c100|1n73ction|indoxploit|alfa ?team|file manager by|spy ver)/ nocase
    $name = /(\$shver|c999?sh_|c99_sess|r57shell|b374k|PHPSpy|IndoXploit|AlfaTeam|FilesMan|Ani-Shell|Weevely|China ?Chopper|SimAttacker|angel ?shell|STNC WebShell|NCC Shell|Locus7Shell|GFS web-shell|SnIpEr_SA|DxShell|k2ll33d|LOLcode shell|MyShell|NetworkFileManagerPHP|Predator|Crystal shell|AK-74 Security|Antichat Shell|KAdot Universal Shell|rootshell|PHANTASMA|Tryag|Loaderz WEB Shell|Dive Shell|Cyber ?Shell|Zaco ?Shell|Liz0ziM)/
    $acts = /[^\w>:$](system|exec|shell_exec|passthru|popen|proc_open|eval|move_uploaded_file|fwrite|file_put_contents|gzinflate|preg_replace)\s*\(\s*[@$"']/ nocase
  condition:
    php_file and any of ($title, $name) and $acts
}

rule uploader {
  meta:
    author = "Assay"
    description = "A tiny page that stores whatever is uploaded, under the name that the visitor gives"
    reference = "https://owasp.org/www-community/vulnerabilities/Unrestricted_File_Upload"
    score = 74
    virus_type = "WebShell"
    family = "php.uploader"
    meaning_en = "A tiny page that stores any upload under the name that the visitor gives: the usual first step of an intruder."
    meaning_zh = "极小的页面，按访问者给出的文件名保存任意上传内容，常为入侵的第一步。"
  strings:
    $store = /\b(move_uploaded_file|copy)\s*\(\s*@?\$(_FILES|HTTP_POST_FILES|\w+)\s*[\[,]/ nocase
    $name = /\$(_FILES|HTTP_POST_FILES)\s*\[\s*["']?\w+["']?\s*\]\s*\[\s*["']?name["']?\s*\]/ nocase
    $checks = /pathinfo|getimagesize|finfo_|mime_content_type|in_array|preg_match|allowed|extension|strtolower|nonce|csrf|session_start|is_admin|require|include|UPLOAD_ERR/ nocase private
  condition:
    php_file and filesize < 3KB and $store and $name and not $checks
}

rule writes_request_to_file {
  meta:
    author = "Assay"
    description = "A value of the request is written to a file that the request names, or as PHP"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 86
    virus_type = "WebShell"
    family = "php.uploader"
    meaning_en = "The page writes what a visitor sends into a file that the visitor names: it can plant any code."
    meaning_zh = "页面把访问者提交的内容写入其指定的文件，可植入任意代码。"
  strings:
    $put = /\bfile_put_contents\s*\(\s*@?((base64_decode|urldecode|str_rot13|hex2bin|pack|strrev|trim|basename)\s*\(\s*)?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^;\n]{1,60},\s*@?((base64_decode|urldecode|stripslashes|str_rot13|hex2bin|gzinflate|file_get_contents)\s*\(\s*){0,3}@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]/ nocase
    $open = /\b(fwrite|fputs)\s*\(\s*@?fopen\s*\(\s*@?(base64_decode\s*\(\s*)?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^;\n]{1,80}\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]/ nocase
    $two_steps = /\bfopen\s*\(\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^;\n]{1,30},\s*["']w[^;\n]{1,20};[^;]{0,20}fwrite\s*\(\s*\$\w+\s*,\s*@?(\w+\s*\(\s*)?\$_(GET|POST|REQUEST|COOKIE)/ nocase
    $php = /\b(file_put_contents|fwrite|fputs)\s*\([^;\n]{0,80}["']<\?(php)?[^;\n]{0,60}(eval|assert|system|\$_(GET|POST|REQUEST))/ nocase
    $remote = /\b(file_put_contents|copy|fwrite|fputs)\s*\([^;\n]{0,60}\.php["'][^;\n]{0,40}(file_get_contents|curl_exec)\s*\(\s*["']https?:/ nocase
  condition:
    php_file and any of them
}

// Hints: none decides alone, two of different kinds do, as does one with a flow of the request's data.

private rule php_code {
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase
  condition:
    filesize < 1MB and $tag and not labels contains " PDF " and not labels contains " ELF"
}

rule hint_silenced_and_unbounded {
  meta:
    author = "Assay"
    description = "A page switches off errors, logs and the time limit all at once"
    reference = "https://attack.mitre.org/techniques/T1562/"
    score = 35
    virus_type = "WebShell"
    family = "php.hint-silenced"
    meaning_en = "The page switches off error messages, logs and the time limit all at once."
    meaning_zh = "页面同时关闭错误提示、日志和执行时间限制。"
  strings:
    $f1 = /error_reporting\s*\(\s*(0|E_ERROR)\s*\)/ nocase
    $f2 = /set_time_limit\s*\(\s*0\s*\)|ini_set\s*\(\s*["']max_execution_time/ nocase
    $f3 = /ini_set\s*\(\s*["'](log_errors|error_log|display_errors)["']\s*,\s*(0|null|false|["'](0|off)?["'])/ nocase
    $f4 = /ignore_user_abort\s*\(|set_magic_quotes_runtime|ini_(set|restore)\s*\(\s*["'](safe_mode|open_basedir|disable_functions)/ nocase
  condition:
    php_code and 3 of them
}

rule hint_password_gate {
  meta:
    author = "Assay"
    description = "A page compares a hash of what a visitor sends with a hash in its own code"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 45
    virus_type = "WebShell"
    family = "php.hint-password"
    meaning_en = "The page keeps a password of its own in its code and asks visitors for it."
    meaning_zh = "页面在代码中内置口令并要求访问者输入。"
  strings:
    $hash = /(md5|sha1)\s*\(\s*(md5\s*\(\s*)?(trim\s*\(\s*)?@?\$_(POST|GET|REQUEST|COOKIE)[^;\n]{0,60}(==|!=|,)\s*["'$]/ nocase
    $reverse = /["'][0-9a-f]{32}["']\s*[!=]==?\s*(md5|sha1)\s*\(/ nocase
    $kept = /\$(\w{0,12}pass\w{0,6}|pwd|auth_?pass)\s*=\s*["']([0-9a-f]{32}|[0-9a-f]{40}|\$2[ay]\$[^"'\n]{56})["']/ nocase
  condition:
    php_code and any of them
}

rule hint_server_facts {
  meta:
    author = "Assay"
    description = "A page shows the system, its user, its restrictions and its folders"
    reference = "https://attack.mitre.org/techniques/T1082/"
    score = 40
    virus_type = "WebShell"
    family = "php.hint-server-facts"
    meaning_en = "The page reads the system's name, user, restrictions and folders together, as intruders do first."
    meaning_zh = "页面集中读取系统名、用户、限制与目录信息，这是入侵者常见的第一步。"
  strings:
    $f1 = /php_uname\s*\(|["']uname -a/ nocase
    $f2 = /get_current_user\s*\(|posix_get(pw)?[eu]*(uid|gid)\s*\(|getmyuid\s*\(|["']whoami["']/ nocase
    $f3 = /["']disable_functions["']|["']safe_mode["']|["']open_basedir["']/ nocase
    $f4 = /disk_(free|total)_space\s*\(|diskfreespace\s*\(/ nocase
    $f5 = /\/etc\/(passwd|shadow|issue|hosts)\b/
    $f6 = /fileperms\s*\(|substr\s*\(\s*sprintf\s*\(\s*["']%o/ nocase
    $f7 = /SERVER_SOFTWARE|SERVER_ADDR|gethostbyname\s*\(/
    $f8 = /getcwd\s*\(\s*\)|DIRECTORY_SEPARATOR|["']DOCUMENT_ROOT/
  condition:
    php_code and 5 of them and filesize < 400KB
}

rule hint_words_of_intruders {
  meta:
    author = "Assay"
    description = "A page speaks of shells, defacing, back connections and bypassing"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 50
    virus_type = "WebShell"
    family = "php.hint-words"
    meaning_en = "The page speaks of itself as intruders speak of their tools."
    meaning_zh = "页面文字中出现黑客工具的常见自称。"
  strings:
    $w01 = /\b(web|php|mini|private|priv8|backdoor)[ _-]?shell\b/ nocase
    $w02 = /\bhacked by\b|\bdefac(e|ed|er|ement)\b|\bcoded by\b.{0,40}(team|crew|hack)/ nocase
    $w03 = /\b(c99|r57|b374k|wso|indoxploit|alfa|filesman|phpspy|weevely|dhanush|mini ?shell|madspot|safe0ver|locus7s|angel|404 shell)\b/ nocase
    $w04 = /\bback[ _-]?connect\b|\bbind[ _-]?port\b|\breverse[ _-]?shell\b/ nocase
    $w05 = /\bbypass(er|ing)?\b.{0,30}(safe.?mode|disable.?func|waf|403|cloudflare|symlink)/ nocase
    $w06 = /\b(symlink|config grabber|mass (deface|change|upload)|jumping|zone-h|cpanel (crack|reset)|kill self|self.?remove)\b/ nocase
    $w07 = /\b(uploader|upload)\b.{0,30}\b(shell|by)\b|\bshell upload/ nocase
    $w08 = /(\xe5\xa4\xa7\xe9\xa9\xac|\xe5\xb0\x8f\xe9\xa9\xac|\xe6\x8f\x90\xe6\x9d\x83|\xe4\xb8\x80\xe5\x8f\xa5\xe8\xaf\x9d|\xe5\x85\x8d\xe6\x9d\x80)/
    $w09 = /\b(spammer|mass ?mailer|ddos|flooder|scampage|phish)\b/ nocase
  condition:
    php_code and 2 of them and filesize < 600KB
}
