extension Migration {
    /// Reasons of deliveries hold both languages from here on, which earlier programs would show as lists: they refuse the file.
    static let wordings = Migration(
        version: 29,
        statements: """
            -- No table changes; what is stored in them does.
            SELECT 1;
            """
    )
}
