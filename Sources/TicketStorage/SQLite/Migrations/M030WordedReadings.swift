extension Migration {
    /// Warnings of a message's reading, reasons of what is put aside and receipts hold both languages from here on, which earlier
    /// programs would not read: they refuse the file.
    static let wordedReadings = Migration(
        version: 30,
        statements: """
            -- No table changes; what is stored in them does.
            SELECT 1;
            """
    )
}
