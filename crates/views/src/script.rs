//! The kinds of text that can be read, and the languages inside them.

/// What a text is, as its label or extension says. A page holds its language between tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// PHP between its tags; without any tag, all of the text.
    Php,
    /// A Java server page, or its XML form.
    Jsp,
    /// A classic ASP page: VBScript or JScript.
    Asp,
    /// An ASP.NET page, handler or service: C#, Visual Basic or JScript.
    Aspx,
    /// HTML, HTA, WSF or SVG with scripts inside.
    Html,
    /// JavaScript and JScript.
    JavaScript,
    /// VBScript, VBA and Visual Basic.
    Vb,
    /// PowerShell.
    PowerShell,
    /// Python.
    Python,
    /// Perl.
    Perl,
    /// Java or C# source.
    Java,
    /// A Unix shell's script.
    Shell,
    /// A Windows batch file.
    Batch,
}

impl Script {
    /// The kind that a file label names, such as `PHP` or `VBScript`; case does not matter.
    pub fn of_label(label: &str) -> Option<Self> {
        let label = label.to_ascii_lowercase();
        Some(match label.as_str() {
            "php" => Self::Php,
            "jsp" => Self::Jsp,
            "asp" => Self::Asp,
            "aspx" => Self::Aspx,
            "html" | "hta" | "wsf" | "svg" | "htm" => Self::Html,
            "javascript" | "jscript" | "js" => Self::JavaScript,
            "vbscript" | "vba" | "vbs" => Self::Vb,
            "powershell" | "ps1" => Self::PowerShell,
            "python" | "py" => Self::Python,
            "perl" | "pl" => Self::Perl,
            "java" | "c#" | "csharp" => Self::Java,
            "shell" | "sh" => Self::Shell,
            "batch" | "bat" | "cmd" => Self::Batch,
            _ => return None,
        })
    }
}

/// A language with expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Php,
    /// Java and C#: they differ in nothing that matters here but verbatim strings.
    Java,
    JavaScript,
    Vb,
    PowerShell,
    Python,
    Perl,
}

impl Language {
    /// Whether a line's end ends a statement.
    pub(crate) fn is_by_lines(self) -> bool {
        matches!(self, Self::Vb | Self::PowerShell | Self::Python)
    }

    /// Whether variables are written with a sigil.
    pub(crate) fn has_sigils(self) -> bool {
        matches!(self, Self::Php | Self::PowerShell | Self::Perl)
    }

    /// Whether `text` joins strings.
    pub(crate) fn joins(self, operator: &str) -> bool {
        match self {
            Self::Php | Self::Perl => operator == ".",
            Self::Vb => operator == "&" || operator == "+",
            _ => operator == "+",
        }
    }
}
