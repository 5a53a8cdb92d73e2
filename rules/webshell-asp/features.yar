// Features that only the manager of a whole server has need of. One says little, many say much.

private rule server_page {
  strings:
    $tag = "<%"
    $server = /<script[^>]{0,80}runat\s*=\s*["']?server/ nocase
    $jsp = /<%@\s*page\s+(import|language\s*=\s*["']java["']|contentType|pageEncoding)|request\.getParameter|java\.io\./
    $php = "<?php" nocase
  condition:
    filesize < 1MB and ($tag or $server) and not $jsp and not $php
    and not labels contains " PDF " and not labels contains " ELF"
}

rule asp_server_manager {
  meta:
    author = "Assay"
    description = "An ASP page with at least seven of the features of a server's remote manager"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 76
    virus_type = "WebShell"
    family = "asp.shell-features"
    meaning_en = "One page lists drives, changes files, starts programs and reads the system's settings: the features of a web shell."
    meaning_zh = "同一页面可浏览磁盘、修改文件、启动程序并读取系统配置，具备典型的 WebShell 功能。"
  strings:
    $f01 = /\.drives\b|drivetype|getdrive\b/ nocase
    $f02 = "subfolders" nocase
    $c03 = /\.deletefile|\.deletefolder/ nocase
    $c04 = /\.(copyfile|movefile|copyfolder|movefolder)/ nocase
    $c05 = "createtextfile" nocase
    $x06 = /wscript\.shell|clsid:72C24DD5/ nocase
    $x07 = /shell\.application|clsid:13709620/ nocase
    $c08 = "savetofile" nocase
    $f09 = /path_translated|local_addr|appl_physical_path|server_software/ nocase
    $x10 = "xp_cmdshell" nocase
    $f11 = /adox\.catalog|jro\.jetengine/ nocase
    $f12 = /wscript\.network|getobject\s*\(\s*"winnt:/ nocase
    $x13 = /\.regread|hkey_local_machine|hklm\\/ nocase
    $f14 = /scripttimeout\s*=\s*9{3,}/ nocase
    $f15 = /server\.mappath\s*\(\s*"?[.\/"]{1,3}"?\s*\)/ nocase
    $f16 = /\.attributes\s*=|datelastmodified/ nocase
  condition:
    server_page and 7 of them and any of ($x*) and 2 of ($c*)
}

rule aspx_server_manager {
  meta:
    author = "Assay"
    description = "An ASP.NET page with at least five of the features of a server's remote manager"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    score = 78
    virus_type = "WebShell"
    family = "asp.shell-features"
    meaning_en = "One page lists drives, changes files, starts programs and reads the system's settings: the features of a web shell."
    meaning_zh = "同一页面可浏览磁盘、修改文件、启动程序并读取系统配置，具备典型的 WebShell 功能。"
  strings:
    $drives = /GetLogicalDrives|DriveInfo/ nocase
    $f02 = /new\s+([\w.]{1,20}\.)?DirectoryInfo|GetFileSystemInfos|Directory\.Get(Directories|Files)/ nocase
    $deletes = /\b(File|Directory)\.Delete|\.Delete\(\s*(true)?\s*\)/ nocase
    $f04 = /\bFile\.(Move|Copy)|\.(MoveTo|CopyTo)\s*\(/ nocase
    $x05 = /ProcessStartInfo|Process\.Start|new\s+Process\b/ nocase
    $f06 = /cmd\.exe|\/bin\/(ba)?sh/ nocase
    $x07 = "xp_cmdshell" nocase
    $f08 = /new\s+(Sql|OleDb)Connection/ nocase
    $f09 = /Microsoft\.Win32|RegistryKey/ nocase
    $f10 = /OSVersion|MachineName|Environment\.User/ nocase
    $f11 = /PhysicalApplicationPath|ServerVariables\s*[\[(]\s*"(LOCAL_ADDR|SERVER_SOFTWARE)/ nocase
    $f12 = /PostedFile|\.SaveAs\s*\(/ nocase
    $x13 = /WindowsIdentity|LogonUser|Impersonat/ nocase
    $f14 = /DirectoryEntry|IIS:\/\// nocase
    $x15 = /DllImport\s*\(/ nocase
    $f16 = /SetLastWriteTime|SetCreationTime|FileAttributes/ nocase
    $f17 = /TcpListener|new\s+TcpClient|new\s+Socket\s*\(/ nocase
  condition:
    server_page and filesize < 400KB and 5 of them and (any of ($x*) or all of ($drives, $deletes))
}

rule file_browser {
  meta:
    author = "Assay"
    description = "An ASP.NET page that lists the drives or any folder that the request names and hands out files"
    reference = "https://attack.mitre.org/techniques/T1083/"
    score = 70
    virus_type = "WebShell"
    family = "asp.file-browser"
    meaning_en = "The page shows a visitor every folder of the server and hands out its files."
    meaning_zh = "页面允许访问者浏览服务器上的任意目录并下载文件。"
  strings:
    $drives = /GetLogicalDrives\s*\(|DriveInfo\.GetDrives\s*\(/ nocase
    $list = /new\s+([\w.]{1,20}\.)?DirectoryInfo|Directory\.Get(Directories|Files)/ nocase
    $named = /(new\s+DirectoryInfo|Directory\.Get(Directories|Files)|new\s+FileInfo)\s*\(\s*(\w+\s*\(\s*)?Request\s*[.\[(]/ nocase
    $send = /(WriteFile|TransmitFile|BinaryWrite|ReadAllBytes|OpenRead|OpenText)\s*\(/ nocase
    $key = /authkey|password|passwd/ nocase
  condition:
    server_page and filesize < 60KB and $list and (($drives and $send) or ($named and ($send or $drives)) or ($drives and $key))
}
