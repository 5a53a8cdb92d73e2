//! Opens containers in memory, through one counting sink; nothing is unpacked to a path.
