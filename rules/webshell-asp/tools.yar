// ASP and ASP.NET pages of intruders that take no command: files, databases, what else a server has.

private rule server_code {
  strings:
    $tag = "<%"
    $server = /<script[^>]{0,80}runat\s*=\s*["']?server/ nocase
    $jsp = /<%@\s*page\s+(import|language\s*=\s*["']java["']|contentType|pageEncoding)|request\.getParameter|java\.io\./
    $php = "<?php" nocase
  condition:
    filesize < 256KB and ($tag or $server) and not $jsp and not $php
    and not labels contains " PDF " and not labels contains " ELF"
}

// What belongs to a site takes the site's settings, has code behind it or a licence.
private rule part_of_a_site {
  strings:
    $include = /<!--\s*#include\s/ nocase
    $behind = /\b(CodeFile|CodeBehind|Inherits|MasterPageFile)\s*=/ nocase
    $control = /<%@\s*Register\s/ nocase
  condition:
    any of them
}

rule database_of_the_visitor {
  meta:
    author = "Assay"
    description = "A page of its own connects to the database that a visitor names and sends it his statements"
    reference = "https://attack.mitre.org/techniques/T1213/006/"
    score = 70
    virus_type = "WebShell"
    family = "asp.database"
    meaning_en = "The page connects to any database that a visitor names and runs his statements there."
    meaning_zh = "页面按访问者给出的连接信息登录任意数据库并执行其语句。"
  strings:
    $connect = /(ConnectionString\s*=|new\s+([\w.]{1,40}\.)?(Sql|OleDb|Odbc|Oracle|MySql)Connection\s*\()[^;]{0,160}\b\w+\.Text\b/ nocase
    $variable = /(string|dim)\s+\w{1,24}(conn|ip|server|host)\w{0,16}\s*=\s*\w+\.Text\b/ nocase
    $use = /new\s+([\w.]{1,40}\.)?(Sql|OleDb|Odbc)Connection\s*\(\s*\w/ nocase
    $request = /new\s+([\w.]{1,40}\.)?(Sql|OleDb|Odbc)Connection\s*\(\s*Request\s*[.\[(]/ nocase
    $asp = /\.open\s*\(?\s*(request\s*[(.]|["'](provider|driver)\s*=[^\n]{0,120}["']\s*&\s*request)/ nocase
    $run = /new\s+([\w.]{1,40}\.)?(Sql|OleDb|Odbc)(Command|DataAdapter)\s*\(|\.Execute(Reader|NonQuery|Scalar)?\s*\(/ nocase
  condition:
    server_code and filesize < 48KB and not part_of_a_site and $run
    and ($connect or $request or $asp or ($variable and $use))
}

rule command_by_database {
  meta:
    author = "Assay"
    description = "What a visitor sends is handed to the database's procedure that runs commands"
    reference = "https://attack.mitre.org/techniques/T1505/001/"
    score = 88
    virus_type = "WebShell"
    family = "asp.command-from-request"
    meaning_en = "The page has a database run, as a command of the system, what a visitor sends."
    meaning_zh = "页面通过数据库把访问者提交的内容当作系统命令执行。"
  strings:
    $direct = /(xp_cmdshell|sp_oamethod|xp_regwrite|xp_regread|sp_oacreate)[^;\n]{0,80}["']\s*[&+]\s*\(?\s*(request\s*[.(\[]|\w+\.Text\b)/ nocase
    $procedure = /xp_cmdshell|sp_oacreate/ nocase
    $enable = /sp_configure|sp_addextendedproc/ nocase
    $request = /request\s*[.(\[]|\w+\.Text\b/ nocase
    $run = /\.execute\b|ExecuteReader|ExecuteNonQuery/ nocase
  condition:
    server_code and $run and ($direct or ($procedure and $enable and $request))
}

rule writable_folder_scanner {
  meta:
    author = "Assay"
    description = "A page walks through all folders of a disk and tries in which of them it can write"
    reference = "https://attack.mitre.org/techniques/T1083/"
    score = 66
    virus_type = "WebShell"
    family = "asp.folder-scanner"
    meaning_en = "The page walks through the server's disks and tries where it can write, as intruders do."
    meaning_zh = "页面遍历服务器磁盘探测可写目录，是入侵者常用的工具。"
  strings:
    $walk = /\.SubFolders\b|\.GetDirectories\s*\(/ nocase
    $create = /CreateTextFile\s*\(?|File\.Create\s*\(/ nocase
    $delete = /\.?DeleteFile\s*\(?|File\.Delete\s*\(|Deltextfile/ nocase
    $disk = /["'][c-z]:\\+(program files|windows|inetpub)?/ nocase
    $forever = /scripttimeout\s*=\s*9{4,}/ nocase
    $right = /CheckDir\w{0,20}(Write|Del)|ScanRights|IsWrit(e|able)|可写|不可写|\xbf\xc9\xd0\xb4/ nocase
  condition:
    server_code and filesize < 32KB and not part_of_a_site and $walk and $create and ($delete or $right) and $disk and ($forever or $right)
}

rule lists_any_folder {
  meta:
    author = "Assay"
    description = "A small page of its own lists the folder that a visitor names, from the disk's root, and shows, changes or deletes files"
    reference = "https://attack.mitre.org/techniques/T1083/"
    score = 66
    virus_type = "WebShell"
    family = "asp.file-browser"
    meaning_en = "The page shows a visitor every folder of the server and hands out or changes its files."
    meaning_zh = "页面允许访问者浏览服务器上的任意目录并读取或修改文件。"
  strings:
    $folder = /\.getfolder\s*\(\s*[a-z]/ nocase
    $each = /\.subfolders\b|\.files\b/ nocase
    $request = /request\s*[.(]/ nocase
    $root = /["'][c-z]:\\?\\?["']|\.drives\b|drivetype/ nocase
    $direct = /\.getfolder\s*\(\s*request/ nocase
    $acts = /\.(opentextfile|deletefile|deletefolder|copyfile|movefile|createtextfile|loadfromfile|savetofile)\b/ nocase
    $login = /session\s*\(/ nocase private
  condition:
    server_code and filesize < 24KB and not part_of_a_site and $folder and $each and $request and $acts and ($root or $direct) and (not $login or $direct)
}

rule fetches_into_file {
  meta:
    author = "Assay"
    description = "A small page of its own fetches what a visitor names and saves it where he says"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 66
    virus_type = "WebShell"
    family = "asp.uploader"
    meaning_en = "The page fetches a file from an address that a visitor gives and stores it on the server."
    meaning_zh = "页面按访问者给出的地址下载文件并保存到服务器。"
  strings:
    $http = /(ms)?xml(2\.(server)?xml)?http|winhttprequest/ nocase
    $open = /\.open\s*\(?\s*"(GET|POST)"\s*,\s*(trim\s*\(\s*)?request\s*[.(]/ nocase
    $body = /\.responsebody\b/ nocase
    $save = /\.savetofile\s*\(?\s*(server\.mappath\s*\(\s*)?(request\s*[.(]|\w+|")/ nocase
  condition:
    server_code and filesize < 3KB and not part_of_a_site and all of them
}

rule upload_anywhere {
  meta:
    author = "Assay"
    description = "A small ASP.NET page stores any upload where a visitor says"
    reference = "https://owasp.org/www-community/vulnerabilities/Unrestricted_File_Upload"
    score = 64
    virus_type = "WebShell"
    family = "asp.uploader"
    meaning_en = "A small page stores any upload in the place that a visitor gives."
    meaning_zh = "小页面把任意上传文件保存到访问者指定的位置。"
  strings:
    $save = /\.SaveAs\s*\(/ nocase
    $place = /\.SaveAs\s*\([^;\n]{0,80}(\w+\.Text\b|Request\s*[.\[(])/ nocase
    $key = /\bAUTHKEY\b|authkey/ nocase
    $field = /<asp:FileUpload|type\s*=\s*\\?["']?file\\?["']?|Request\.Files|HttpPostedFile/ nocase
    $checks = /GetExtension|EndsWith|ContentType|allowed|FileExt|IsInRole|User\.Identity/ nocase private
  condition:
    server_code and filesize < 8KB and not part_of_a_site and $field and $save and ($place or $key) and not $checks
}

rule upload_by_handler {
  meta:
    author = "Assay"
    description = "A handler of its own writes what the request brings into a file of the site"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 66
    virus_type = "WebShell"
    family = "asp.uploader"
    meaning_en = "The handler writes what a visitor sends into a file of the site: it can plant any code."
    meaning_zh = "处理程序把访问者提交的内容写入站点文件，可植入任意代码。"
  strings:
    $handler = /<%@\s*(WebHandler|WebService)\s/ nocase
    $page = /(CreateText|WriteAllText|WriteAllBytes|SaveAs|StreamWriter|FileStream)\s*\([^;]{0,120}\.(asp|aspx|ashx|asmx|cer|asa|config|soap)["']/ nocase
    $named = /\.SaveAs\s*\([^;\n]{0,80}Request\s*[.\[(]/ nocase
    $request = /\bRequest\s*[.\[]/
    $checks = /GetExtension|EndsWith|allowed|IsInRole|User\.Identity/ nocase private
  condition:
    filesize < 12KB and $handler and $request and ($page or $named) and not $checks
}

rule machine_code_in_page {
  meta:
    author = "Assay"
    description = "A page puts machine code into memory and starts it"
    reference = "https://attack.mitre.org/techniques/T1055/"
    score = 90
    virus_type = "WebShell"
    family = "asp.machine-code"
    meaning_en = "The page puts machine code into the server's memory and starts it."
    meaning_zh = "页面将机器码写入服务器内存并执行。"
  strings:
    $alloc = /\bVirtualAlloc(Ex)?\b|\bVirtualProtect\b/
    $start = /\bCreateThread\b|\bCreateRemoteThread\b|GetDelegateForFunctionPointer|QueueUserAPC/
    $copy = /Marshal\.Copy|WriteProcessMemory|RtlMoveMemory/
  condition:
    server_code and all of them
}

rule transformation_runs_code {
  meta:
    author = "Assay"
    description = "A transformation with scripts is loaded from what the request brings"
    reference = "https://learn.microsoft.com/dotnet/api/system.xml.xsl.xsltsettings.enablescript"
    score = 88
    virus_type = "WebShell"
    family = "asp.code-from-request"
    meaning_en = "The page runs code that a visitor sends, as the script of an XML transformation."
    meaning_zh = "页面以 XML 转换脚本的形式执行访问者提交的代码。"
  strings:
    $script = /XsltSettings\s*\.\s*TrustedXslt|new\s+([\w.]{1,30}\.)?XsltSettings\s*\(\s*true\s*,\s*true|msxsl:script/
    $load = /Xsl(Compiled)?Transform/
    $request = /Request\s*[.\[(]/
  condition:
    server_code and filesize < 32KB and all of them
}

rule network_of_the_server {
  meta:
    author = "Assay"
    description = "A page of its own listens to the server's network, scans ports or passes connections on"
    reference = "https://attack.mitre.org/techniques/T1040/"
    score = 72
    virus_type = "WebShell"
    family = "asp.network"
    meaning_en = "The page listens to the server's network or passes connections on for a visitor."
    meaning_zh = "页面对服务器网络进行嗅探、扫描或转发连接。"
  strings:
    $raw = /SocketType\.Raw|IOControlCode\.ReceiveAll|SIO_RCVALL/ nocase
    $socket = /new\s+([\w.]{1,30}\.)?(Socket|TcpClient)\s*\(/ nocase
    $connect = /["']CONNECT["']/ nocase
    $disconnect = /["'](DISCONNECT|CLOSE)["']/ nocase
    $forward = /["'](FORWARD|WRITE)["']/ nocase
    $receive = /["'](READ|RECV)["']/ nocase
    $page = /<%@\s*(Page|WebHandler)/ nocase
  condition:
    server_code and $page and not part_of_a_site and $socket and ($raw or 3 of ($connect, $disconnect, $forward, $receive))
}

rule settings_of_the_server {
  meta:
    author = "Assay"
    description = "A page of its own walks through the registry, the services or the accounts of the web server"
    reference = "https://attack.mitre.org/techniques/T1012/"
    score = 68
    virus_type = "WebShell"
    family = "asp.server-settings"
    meaning_en = "The page searches the server's registry or the accounts of its sites."
    meaning_zh = "页面遍历服务器注册表或站点账号信息。"
  strings:
    $hive = /Registry\.(LocalMachine|Users|CurrentUser|ClassesRoot)\b/
    $walk = /GetSubKeyNames\s*\(|GetValueNames\s*\(/
    $iis = /IIS:\/\/localhost\/w3svc/ nocase
    $password = /AnonymousUserPass|WAMUserPass/ nocase
    $out = /Response\.Write|\.Text\s*\+?=|\.DataBind/ nocase
  condition:
    server_code and filesize < 64KB and not part_of_a_site and $out and ((#hive > 1 and $walk) or ($iis and $password))
}

rule writes_request_alone {
  meta:
    author = "Assay"
    description = "A page of a few lines that does nothing but write what the request brings into a file"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 66
    virus_type = "WebShell"
    family = "asp.uploader"
    meaning_en = "A page of a few lines writes what a visitor sends into a file: it can plant any code."
    meaning_zh = "仅几行的页面把访问者提交的内容写入文件，可植入任意代码。"
  strings:
    $file = /filesystemobject|adodb\.stream|0D43FE01-F093-11CF-8940-00A0C9054228/ nocase
    $write = /\.\s*write(line|text)?\s*\(?\s*(\w+\s*\(\s*){0,2}request\s*[.(]/ nocase
    $response = /response\s*\.\s*write\s*\(?\s*request/ nocase
    $save = /savetofile|createtextfile|opentextfile/ nocase
  condition:
    server_code and filesize < 1536 and not part_of_a_site and $file and $save and #write > #response
}

rule plants_page {
  meta:
    author = "Assay"
    description = "A page fetches something and stores it as a page, has a database store it so, or takes a picture for a page"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 76
    virus_type = "WebShell"
    family = "asp.plants-page"
    meaning_en = "The page plants another page on the server, or runs a picture as one."
    meaning_zh = "页面在服务器上植入其他脚本页面，或把图片当作脚本执行。"
  strings:
    $http = /(ms)?xml(2\.(server)?xml)?http|winhttprequest/ nocase
    $fetched = /\.savetofile\s*\(?[^\n]{0,60}\.(asp|asa|cer|cdx|aspx|ashx|php)["']/ nocase
    $backup = /backup\s+(database|log)\s[^\n]{0,80}to\s+disk[^\n]{0,60}\.(asp|asa|cer|cdx|aspx|php)\b/ nocase
    $picture = /<!--\s*#include\s+(file|virtual)\s*=\s*["'][^"'\n]{1,120}\.(jpe?g|gif|png|bmp|ico)["']/ nocase
  condition:
    filesize < 256KB and not labels contains " PDF " and not labels contains " ELF" and not labels contains " PE32"
    and ((server_code and (($http and $fetched and filesize < 8KB) or $backup)) or (filesize < 64KB and $picture))
}

rule hidden_by_code_page {
  meta:
    author = "Assay"
    description = "A page is written in UTF-7, so that nobody can read its code"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 76
    virus_type = "WebShell"
    family = "asp.obfuscated"
    meaning_en = "The page's code is written in UTF-7 so that nobody can read it."
    meaning_zh = "页面代码以 UTF-7 编码书写，使人无法阅读。"
  strings:
    $page = /<%@[^%]{0,80}codepage\s*=\s*["']?65000\b/ nocase
  condition:
    filesize < 256KB and $page and not labels contains " PDF "
}

rule rights_by_file_server {
  meta:
    author = "Assay"
    description = "A page talks to the server's FTP service as its administrator to run commands"
    reference = "https://attack.mitre.org/techniques/T1068/"
    score = 86
    virus_type = "WebShell"
    family = "asp.rights"
    meaning_en = "The page misuses the FTP service's administrator to run commands with the rights of the system."
    meaning_zh = "页面滥用 FTP 服务的管理账户以系统权限执行命令。"
  strings:
    $maintenance = "SITE MAINTENANCE"
    $exec = /SITE\s+EXEC\b/ nocase
    $user = /LocalAdministrator|-SETUSERSETUP|-NEWDOMAIN/
    $port = "43958"
  condition:
    filesize < 512KB and (($maintenance and $user) or ($exec and $port) or ($user and $port))
    and not labels contains " PE32" and not labels contains " ELF" and not labels contains " PDF "
}

rule other_ways_to_run {
  meta:
    author = "Assay"
    description = "What a visitor sends is run by the system's management service, or read from any place of the disk"
    reference = "https://attack.mitre.org/techniques/T1047/"
    score = 72
    virus_type = "WebShell"
    family = "asp.other-ways"
    meaning_en = "The page hands what a visitor sends to the management service, or any file to a visitor."
    meaning_zh = "页面把访问者提交的内容交给系统管理服务执行，或让其读取任意文件。"
  strings:
    $wmi = /winmgmts:/ nocase
    $create = /\.\s*create\s*\(?\s*(cstr\s*\(\s*)?request\s*[.(]/ nocase
    $read = /\.\s*(loadfromfile|opentextfile)\s*\(?\s*request\s*[.(]/ nocase
    $send = /response\.(binarywrite|write)\s*\(?\s*\w+\.read/ nocase
  condition:
    server_code and not part_of_a_site and (($wmi and $create) or (filesize < 1KB and $read and $send))
}

rule upload_to_any_path {
  meta:
    author = "Assay"
    description = "A small classic page takes an upload apart by itself and writes it where a field of the form says"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 66
    virus_type = "WebShell"
    family = "asp.uploader"
    meaning_en = "A small page writes any upload to the place on the server that a visitor gives."
    meaning_zh = "小页面把任意上传文件写入访问者指定的服务器路径。"
  strings:
    $read = /request\s*\.\s*binaryread/ nocase
    $write = /\.\s*(createtextfile|savetofile|opentextfile)\s*\(?/ nocase
    $place = /\b\w{0,20}path\w{0,6}\s*=\s*[^\n]{0,60}\(\s*"(\w{0,12}path\w{0,4}|dir|folder|cwd|dest\w{0,8}|where|local\w{0,4})"\s*\)|(createtextfile|savetofile)\s*\(?\s*[^\n]{0,40}\(\s*"(\w{0,12}path\w{0,4}|dir|folder|cwd|dest\w{0,8}|where)"\s*\)/ nocase
    $inside = /server\s*\.\s*mappath/ nocase private
    $gate = /session\s*\(\s*"\w{0,12}(admin|user|login)/ nocase private
  condition:
    server_code and filesize < 16KB and not part_of_a_site and $read and $write and $place and not $inside and not $gate
}

rule administrator_made {
  meta:
    author = "Assay"
    description = "A page or a script makes a user of Windows and puts him among the administrators"
    reference = "https://attack.mitre.org/techniques/T1136/001/"
    score = 80
    virus_type = "Backdoor"
    family = "asp.account"
    meaning_en = "The page makes a new administrator of the server."
    meaning_zh = "页面在服务器上新建管理员账户。"
  strings:
    $directory = /WinNT:\/\// nocase
    $make = /\.\s*create\s*\(?\s*"user"/ nocase
    $password = /\.\s*setpassword/ nocase
    $group = /\/(Administrators|Administratoren|Administrateurs|Administradores)\b/ nocase
    $add = /\.\s*add\s*\(?/ nocase
  condition:
    server_code and filesize < 64KB and all of them
}

rule tiny_page_executes {
  meta:
    author = "Assay"
    description = "All that a tiny page does is to execute a variable, or a part of an object, after it has read the request"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 68
    virus_type = "WebShell"
    family = "asp.code-from-request"
    meaning_en = "All that the tiny page does is to run as code what it makes of a visitor's request."
    meaning_zh = "极小的页面仅将由访问者请求得到的内容当作代码执行。"
  strings:
    $run = /[^.\w"'](execute|executeglobal|eval)\s*\(?\s*[a-z_]\w{0,30}\s*(\)|\r|\n|:|%>|\.\s*(text|value|item|nodevalue|responsetext|readall)\b)/ nocase
    $request = /\brequest\s*[.(]/ nocase
    $form = /<(html|body|table|div|link|img)\b/ nocase private
  condition:
    server_code and filesize < 1KB and not part_of_a_site and $run and $request and not $form
}

rule moves_files_of_the_request {
  meta:
    author = "Assay"
    description = "A small page copies, moves or deletes the files that a visitor names"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 72
    virus_type = "WebShell"
    family = "asp.files"
    meaning_en = "The page copies, moves or deletes any file of the server that a visitor names."
    meaning_zh = "页面可复制、移动或删除访问者指定的服务器任意文件。"
  strings:
    $act = /\.\s*(copy|move|delete)(file|folder)\s*\(?\s*(trim\s*\(\s*)?request\s*[.(]/ nocase
    $inside = /server\s*\.\s*mappath/ nocase private
  condition:
    server_code and filesize < 8KB and not part_of_a_site and #act > 1 and not $inside
}

rule reads_any_file {
  meta:
    author = "Assay"
    description = "A small page lists the drives or folders of the server and shows the files that a visitor names"
    reference = "https://attack.mitre.org/techniques/T1083/"
    score = 67
    virus_type = "WebShell"
    family = "asp.files"
    meaning_en = "The small page lists the server's drives and folders and shows any file."
    meaning_zh = "小页面列出服务器磁盘与目录并可查看任意文件。"
  strings:
    $system = /scripting\.filesystemobject|"\s*&\s*"[a-z.]{0,12}system/ nocase
    $drives = /\.\s*drives\b/ nocase
    $list = /\.\s*getfolder\s*\(\s*(\w{1,20}|request\s*\([^)\n]{1,20}\))\s*(&[^)\n]{1,20})?\)/ nocase
    $items = /\.\s*(subfolders|files)\b/ nocase
    $read = /opentextfile\s*\(\s*(\w{1,20}|request\s*\([^)\n]{1,20}\))\s*(,\s*1\s*)?\)\s*\.\s*readall/ nocase
    $request = /\brequest\s*[.(]/ nocase
    $inside = /server\s*\.\s*mappath/ nocase private
  condition:
    server_code and filesize < 4KB and not part_of_a_site and $system and $request and $list and $items
    and ($drives or $read) and not $inside
}
