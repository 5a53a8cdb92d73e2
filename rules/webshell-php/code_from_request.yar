// PHP that runs what a request brings as PHP code.

private rule php {
  strings:
    $tag = /<\?(php|=|[ \t\r\n])/ nocase
    $script = /<script\s+language\s*=\s*["']?php/ nocase
  condition:
    any of ($tag, $script) and not labels contains " PDF " and not labels contains " ELF"
}

rule eval_request {
  meta:
    author = "Assay"
    description = "eval() or assert() on a value of the request"
    reference = "https://www.cisa.gov/news-events/alerts/2015/11/10/compromised-web-servers-and-web-shells-threat-awareness-and-guidance"
    score = 96
    virus_type = "WebShell"
    family = "php.code-from-request"
    meaning_en = "The page runs PHP code that a visitor sends: whoever knows the parameter controls the server."
    meaning_zh = "页面直接执行访问者提交的 PHP 代码，知道参数名的人即可控制服务器。"
  strings:
    $eval = /\beval\s*\(\s*@?\s*(["'][^"'\n]{0,30}["']\s*\.\s*)?(@?\w+\s*\(\s*){0,4}@?\$(_(GET|POST|REQUEST|COOKIE|SERVER|FILES)|HTTP_(GET|POST|COOKIE)_VARS)\b/ nocase
    $assert = /\bassert\s*\(\s*@?\s*((base64_decode|urldecode|rawurldecode|stripslashes|trim|str_rot13|gzinflate|strrev|hex2bin|end|current|reset)\s*\(\s*){0,3}@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]\s*["']?\w{0,40}["']?\s*[\]}]\s*\)/ nocase
    $braced = /\b(eval|assert)\s*\(\s*@?\s*(\w+\s*\(\s*){0,3}@?\$\{\s*["'](_(GET|POST|REQUEST|COOKIE)|_[GPRC]["']\s*\.)/ nocase
    $input = /\b(eval|assert)\s*\(\s*["'?>.\s]{0,8}(@?\w+\s*\(\s*){0,4}["']php:\/\/input["']/ nocase
    $header = /\b(eval|assert)\s*\(\s*@?(\w+\s*\(\s*){0,3}@?(getallheaders|apache_request_headers|get_defined_vars|getenv\s*\(\s*["']HTTP_)/ nocase
    $template = /\b(eval|assert)\s*\(\s*["'][^"'\n]{0,40}\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]/ nocase
  condition:
    php and any of them
}

rule eval_variable_from_request {
  meta:
    author = "Assay"
    description = "A value of the request goes into a variable and, a few lines on, a variable into eval()"
    reference = "https://owasp.org/www-community/attacks/Code_Injection"
    score = 82
    virus_type = "WebShell"
    family = "php.code-from-request"
    meaning_en = "A value that a visitor sends is stored and then run as PHP code."
    meaning_zh = "访问者提交的内容先存入变量，随后被当作 PHP 代码执行。"
  strings:
    $near = /=\s*\(?\s*@?(\w+\s*\(\s*){0,3}@?\$(_(GET|POST|REQUEST|COOKIE)\s*[\[{]|\{\s*["']_(GET|POST|REQUEST|COOKIE))[^\n;]{0,80};[\x00-\xff]{0,250}[^\w>:$](eval|assert)\s*\(\s*@?(["'][^"'\n]{0,20}["']\s*\.\s*)?(@?[$\w]+\s*\(\s*){0,3}@?\$\w+/ nocase
    $input = /["']php:\/\/input["'][^\n;]{0,40};[\x00-\xff]{0,300}[^\w>:$](eval|assert)\s*\(\s*(["'][^"'\n]{0,20}["']\s*\.\s*)?(\w+\s*\(\s*){0,3}\$\w+/ nocase
    $loop = /foreach\s*\(\s*\$_(GET|POST|REQUEST|COOKIE)\s+as[\x00-\xff]{0,150}[^\w>:$]eval\s*\(\s*(@?\w+\s*\(\s*){0,3}\$\w+/ nocase
  condition:
    php and filesize < 200KB and any of them
}

rule regular_expression_eval {
  meta:
    author = "Assay"
    description = "preg_replace() with the e modifier or create_function() on a value of the request"
    reference = "https://www.php.net/manual/en/reference.pcre.pattern.modifiers.php"
    score = 90
    virus_type = "WebShell"
    family = "php.code-from-request"
    meaning_en = "A replacement with the e modifier, or a function made at run time, runs what a visitor sends as PHP code."
    meaning_zh = "借助 e 修饰符或运行时创建的函数，执行访问者提交的 PHP 代码。"
  strings:
    $preg = /\b(preg_(replace|filter)|mb_ereg_replace|mb_eregi_replace)\s*\(\s*(@?\w+\s*\(\s*)?["'][^"'\n]{0,80}[^\w\s"'][imsxADU]{0,4}e[imsxADU]{0,4}["']\s*\)?\s*,[^;\n]{0,120}(\$_(GET|POST|REQUEST|COOKIE|SERVER)\b|eval|assert|\\\\?x65\\\\?x76)/ nocase
    $mb = /\bmb_eregi?_replace\s*\([^;\n]{0,160}\$_(GET|POST|REQUEST|COOKIE)[^;\n]{0,80},\s*["']\w{0,4}e\w{0,4}["']\s*\)/ nocase
    $pattern = /\bpreg_(replace|filter)\s*\(\s*@?\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]/ nocase
    $create = /\bcreate_function\s*\([^;\n]{0,80}(\$_(GET|POST|REQUEST|COOKIE)\s*[\[{]|["']\s*@?(eval|assert)\s*\(|,\s*@?\w+\s*\(\s*@?base64_decode\s*\()/ nocase
    $stored = /\$_(GET|POST|REQUEST|COOKIE)\s*[\[{][^\n;]{0,40};[\x00-\xff]{0,300}\bpreg_replace\s*\(\s*["']([^\w\s\\"']).{0,60}[^\w\s"']e["']\s*,\s*\$\w+/ nocase
  condition:
    php and any of them
}

rule include_request {
  meta:
    author = "Assay"
    description = "include or require of a path that the request names"
    reference = "https://owasp.org/www-project-web-security-testing-guide/v42/4-Web_Application_Security_Testing/07-Input_Validation_Testing/11.1-Testing_for_Local_File_Inclusion"
    score = 72
    virus_type = "WebShell"
    family = "php.code-from-request"
    meaning_en = "The page runs any file that a visitor names: a back door, or a hole that serves as one."
    meaning_zh = "页面会执行访问者指定的任意文件，属于后门或可被当作后门的漏洞。"
  strings:
    $include = /\b(include|require)(_once)?\s*\(?\s*@?\$_(GET|POST|REQUEST|COOKIE|FILES)\s*[\[{][^;\n]{0,40}[\]}]\s*\)?\s*;/ nocase
    $upload = /\b(include|require)(_once)?\s*\(?\s*@?\$_FILES\s*\[/ nocase
    $stream = /\b(include|require)(_once)?\s*\(?\s*["'](php:\/\/input|data:(\/\/)?text\/plain[^"'\n]{0,40}(<\?|["']\s*\.\s*\$_))/ nocase
  condition:
    php and any of them
}
