//! The table of labels. Formats are written as their document writes them (`PE32`, `Zip`, `SFX`);
//! a property that any format can have begins in lower case only where the API's own example does
//! (`encrypted`).

/// Declares the labels as constants, and a table of all of them.
macro_rules! labels {
    ($($(#[$doc:meta])+ $name:ident = $text:literal;)*) => {
        $($(#[$doc])+ pub const $name: assay_findings::Label = assay_findings::Label::new($text);)*

        /// Every label of this table. The long tail of media formats adds others, by its library's names.
        pub const ALL: &[assay_findings::Label] = &[$($name),*];
    };
}

labels! {
    // --- properties of any format ---
    /// Encrypted, or with something encrypted in it.
    ENCRYPTED = "encrypted";
    /// An executable or script with an archive behind it: it unpacks itself, or seems to.
    SFX = "SFX";
    /// Bytes behind what the format accounts for.
    OVERLAY = "Overlay";
    /// Carries a signature; whether it is valid is another question.
    SIGNED = "Signed";
    /// An executable that unpacks its code at run time; the packer's name is beside it where known.
    PACKED = "Packed";
    /// An office document with macros (VBA or Excel 4.0).
    MACRO = "Macro";
    /// An OLE object embedded in a document.
    OLE_OBJECT = "OLEObject";

    // --- executables ---
    /// A 32-bit Windows program.
    PE32 = "PE32";
    /// A 64-bit Windows program.
    PE32_PLUS = "PE32+";
    /// A Windows library.
    DLL = "DLL";
    /// A Windows program of the native subsystem: a driver, or started before Windows is.
    DRIVER = "Driver";
    /// Managed code: the PE file has a CLR header.
    DOTNET = ".NET";
    /// An EFI application or driver.
    EFI = "EFI";
    /// A DOS program, and nothing newer.
    DOS = "DOS";
    /// A 16-bit Windows or OS/2 program.
    NE = "NE";
    /// A linear executable: VxD, OS/2 2.
    LE = "LE";
    /// 32-bit ELF.
    ELF32 = "ELF32";
    /// 64-bit ELF.
    ELF64 = "ELF64";
    /// A program that can be started.
    EXECUTABLE = "Executable";
    /// A shared library.
    SHARED = "Shared";
    /// An object file.
    RELOCATABLE = "Relocatable";
    /// A memory image of a process that died.
    CORE = "Core";
    /// Without symbol table.
    STRIPPED = "Stripped";
    /// Without dynamic linker.
    STATIC = "Static";
    /// A Mach-O program, library or object.
    MACH_O = "Mach-O";
    /// Mach-O for several machines in one file.
    FAT = "Fat";
    /// Compiled Java.
    JAVA_CLASS = "JavaClass";
    /// Compiled Android code.
    DEX = "DEX";
    /// Compiled Python.
    PYC = "PYC";
    /// WebAssembly.
    WASM = "Wasm";
    /// Intel, 32 bits.
    X86 = "x86";
    /// Intel and AMD, 64 bits.
    X86_64 = "x86-64";
    /// ARM, 32 bits.
    ARM = "ARM";
    /// ARM, 64 bits.
    ARM64 = "ARM64";
    /// MIPS.
    MIPS = "MIPS";
    /// PowerPC.
    POWERPC = "PowerPC";
    /// RISC-V.
    RISC_V = "RISC-V";
    /// SPARC.
    SPARC = "SPARC";
    /// IBM Z.
    S390 = "S390";

    // --- packers, protectors, installers ---
    /// UPX.
    UPX = "UPX";
    /// ASPack.
    ASPACK = "ASPack";
    /// Themida or WinLicense.
    THEMIDA = "Themida";
    /// VMProtect.
    VMPROTECT = "VMProtect";
    /// MPRESS.
    MPRESS = "MPRESS";
    /// PECompact.
    PECOMPACT = "PECompact";
    /// Petite.
    PETITE = "Petite";
    /// NsPack.
    NSPACK = "NsPack";
    /// FSG.
    FSG = "FSG";
    /// Enigma Protector.
    ENIGMA = "Enigma";
    /// Armadillo.
    ARMADILLO = "Armadillo";
    /// MEW.
    MEW = "MEW";
    /// Upack.
    UPACK = "Upack";
    /// kkrunchy.
    KKRUNCHY = "kkrunchy";
    /// Nullsoft's installer.
    NSIS = "NSIS";
    /// Inno Setup's installer.
    INNO_SETUP = "InnoSetup";
    /// A Python program with its interpreter, by PyInstaller.
    PYINSTALLER = "PyInstaller";
    /// A compiled AutoIt script.
    AUTOIT = "AutoIt";

    // --- archives and compressed files ---
    /// Zip.
    ZIP = "Zip";
    /// gzip.
    GZIP = "Gzip";
    /// tar.
    TAR = "Tar";
    /// bzip2.
    BZIP2 = "Bzip2";
    /// xz.
    XZ = "XZ";
    /// Zstandard.
    ZSTD = "Zstd";
    /// LZ4 frames.
    LZ4 = "LZ4";
    /// lzip.
    LZIP = "Lzip";
    /// Unix compress.
    COMPRESS = "Compress";
    /// 7z.
    SEVEN_ZIP = "7z";
    /// RAR, any version.
    RAR = "RAR";
    /// Microsoft cabinet.
    CAB = "Cab";
    /// ARJ.
    ARJ = "ARJ";
    /// LHA and LZH.
    LHA = "LHA";
    /// ACE.
    ACE = "ACE";
    /// Zoo.
    ZOO = "Zoo";
    /// cpio.
    CPIO = "Cpio";
    /// Unix ar.
    AR = "Ar";
    /// A Debian package.
    DEB = "Deb";
    /// An RPM package.
    RPM = "RPM";
    /// xar, as in macOS packages.
    XAR = "XAR";
    /// Microsoft compiled help.
    CHM = "CHM";
    /// Microsoft COMPRESS.EXE.
    SZDD = "SZDD";
    /// Microsoft COMPRESS.EXE, its later kind.
    KWAJ = "KWAJ";
    /// A Symbian installer.
    SIS = "SIS";
    /// A file as text: BinHex.
    BINHEX = "BinHex";
    /// A file as text: uuencode.
    UUENCODE = "UUencode";
    /// A file as text: yEnc.
    YENC = "yEnc";
    /// Windows image.
    WIM = "WIM";
    /// CD image.
    ISO = "ISO";
    /// Disc image with UDF.
    UDF = "UDF";
    /// Apple disk image.
    DMG = "DMG";
    /// Virtual disk.
    VHD = "VHD";
    /// Virtual disk, second version.
    VHDX = "VHDX";
    /// squashfs.
    SQUASHFS = "SquashFS";

    // --- documents ---
    /// An Office Open XML or OPC package of no known kind.
    OOXML = "OOXML";
    /// Word.
    DOCX = "Docx";
    /// Excel.
    XLSX = "Xlsx";
    /// PowerPoint.
    PPTX = "Pptx";
    /// Visio.
    VSDX = "Vsdx";
    /// XPS.
    XPS = "XPS";
    /// OpenDocument of any kind.
    ODF = "ODF";
    /// OpenDocument text.
    ODT = "ODT";
    /// OpenDocument spreadsheet.
    ODS = "ODS";
    /// OpenDocument presentation.
    ODP = "ODP";
    /// Electronic book.
    EPUB = "EPUB";
    /// Java archive.
    JAR = "JAR";
    /// Java web application.
    WAR = "WAR";
    /// Android package.
    APK = "APK";
    /// iOS application.
    IPA = "IPA";
    /// Chrome extension.
    CRX = "CRX";
    /// Windows package.
    APPX = "APPX";
    /// OLE2 compound file.
    OLE = "OLE";
    /// Word before 2007.
    DOC = "Doc";
    /// Excel before 2007.
    XLS = "Xls";
    /// PowerPoint before 2007.
    PPT = "Ppt";
    /// Visio before 2013.
    VSD = "Vsd";
    /// Windows installer.
    MSI = "Msi";
    /// Outlook message.
    MSG = "Msg";
    /// Publisher.
    PUB = "Pub";
    /// Hangul word processor.
    HWP = "HWP";
    /// The equation editor's object, known for its flaws.
    EQUATION = "Equation";
    /// PDF.
    PDF = "PDF";
    /// JavaScript inside a document.
    DOCUMENT_JAVASCRIPT = "EmbeddedJavaScript";
    /// A file attached inside a document.
    EMBEDDED_FILE = "EmbeddedFile";
    /// A document that starts something.
    LAUNCH = "Launch";
    /// A document that acts when it is opened.
    OPEN_ACTION = "OpenAction";
    /// An XFA form.
    XFA = "XFA";
    /// Rich text.
    RTF = "RTF";
    /// OneNote.
    ONENOTE = "OneNote";
    /// Windows shortcut.
    LNK = "LNK";
    /// A mail with its headers.
    EMAIL = "Email";
    /// Outlook's attachment container.
    TNEF = "TNEF";
    /// Flash.
    SWF = "SWF";
    /// Outlook's mailbox.
    PST = "PST";
    /// SQLite database.
    SQLITE = "SQLite";
    /// Captured network traffic.
    PCAP = "PCAP";
    /// A key that should be secret.
    PRIVATE_KEY = "PrivateKey";

    // --- text and scripts ---
    /// Text of any kind.
    TEXT = "Text";
    /// HTML.
    HTML = "HTML";
    /// HTML application.
    HTA = "HTA";
    /// XML.
    XML = "XML";
    /// SVG picture.
    SVG = "SVG";
    /// PHP.
    PHP = "PHP";
    /// Java server page.
    JSP = "JSP";
    /// Classic ASP.
    ASP = "ASP";
    /// ASP.NET.
    ASPX = "ASPX";
    /// Python.
    PYTHON = "Python";
    /// Shell of Unix.
    SHELL = "Shell";
    /// PowerShell.
    POWERSHELL = "PowerShell";
    /// JavaScript.
    JAVASCRIPT = "JavaScript";
    /// VBScript.
    VBSCRIPT = "VBScript";
    /// Visual Basic for Applications, as source.
    VBA = "VBA";
    /// Perl.
    PERL = "Perl";
    /// Ruby.
    RUBY = "Ruby";
    /// DOS and Windows batch.
    BATCH = "Batch";
    /// Lua.
    LUA = "Lua";
    /// Tcl and Expect.
    TCL = "Tcl";
    /// AWK.
    AWK = "AWK";
    /// Windows script file.
    WSF = "WSF";
    /// C and C++.
    C = "C";
    /// C#.
    C_SHARP = "C#";
    /// Java source.
    JAVA = "Java";
    /// Go.
    GO = "Go";
    /// Rust.
    RUST = "Rust";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::ALL;

    #[test]
    fn no_two_labels_have_one_name() {
        let names: HashSet<_> = ALL.iter().map(|label| label.as_str().to_ascii_lowercase()).collect();
        assert_eq!(names.len(), ALL.len());
    }
}
