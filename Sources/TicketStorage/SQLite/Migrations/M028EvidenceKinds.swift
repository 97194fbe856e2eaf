extension Migration {
    /// Lists of evidence hold kinds from here on, which earlier programs cannot read: they refuse the file.
    static let evidenceKinds = Migration(
        version: 28,
        statements: """
            -- No table changes; what is stored in them does.
            SELECT 1;
            """
    )
}
