//! Where data came from and what it reached.

/// What a value does where it ends up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sink {
    /// Runs as code of the page's language, or is loaded as such.
    Code,
    /// Runs as a command of the system.
    Command,
    /// Names the function or the class that is called.
    Callee,
    /// Names a file that is run as code.
    Include,
    /// Is written into a file.
    WriteContent,
    /// Names a file that is written.
    WritePath,
    /// Names a file or folder that is read, listed or deleted.
    FileAccess,
    /// Is a database's statement, or names the database.
    Database,
    /// Is turned back into objects.
    Objects,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A request, in plain sight.
    Request,
    /// A request, through code that is not in sight.
    DerivedFromRequest,
    /// A request, as a part of a text that the program writes around it: a variable's name, its value.
    PartFromRequest,
    /// Another machine.
    Remote,
    /// Packed text in the program itself.
    Packed,
    /// Packed text in the program itself, which reads a request.
    PackedRequest,
    /// A decoder of something unknown.
    Decoded,
    /// Pieces that the program puts together: of names of functions that run, unpack or write.
    Pieces,
    /// A file that the request uploads.
    Upload,
}

/// Data from a source reaches a sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow {
    /// What it reaches.
    pub sink: Sink,
    /// Where it comes from.
    pub source: Source,
    /// The function's name was not written as such: a variable, or put together from pieces.
    pub hidden: bool,
    /// The call, as offsets into the text that was read.
    pub start: usize,
    /// The offset after it.
    pub end: usize,
}
