/// How much of a message's markup is read, and at what cost.
public struct HTMLLimits: Sendable, Hashable {
    /// What mail needs, with room to spare: all but the most extreme newsletters pass untouched.
    public static let standard = HTMLLimits()

    /// How many bytes of markup are read; the rest is left out and the result marked as shortened.
    public var inputBytes: Int
    /// How many bytes of markup, and of text, are written; the rest is left out and the result marked as shortened.
    public var outputBytes: Int
    /// How deep elements of the result are nested; deeper ones lose their tags and keep their text.
    public var depth: Int
    /// How much memory the parsed tree may take, in bytes; beyond it the markup is shown as text.
    public var treeBytes: Int
    /// How much of the calling thread's CPU time one parse may take, in milliseconds; beyond it the markup is shown
    /// as text.
    public var parseMilliseconds: Int
    /// How long a `data:` image may be, in bytes of its address; longer ones are left out.
    public var inlineImageBytes: Int

    /// Creates limits; every argument has the standard value as its default.
    public init(
        inputBytes: Int = 8 << 20,
        outputBytes: Int = 12 << 20,
        depth: Int = 200,
        treeBytes: Int = 160 << 20,
        parseMilliseconds: Int = 400,
        inlineImageBytes: Int = 2 << 20
    ) {
        self.inputBytes = max(0, inputBytes)
        self.outputBytes = max(0, outputBytes)
        self.depth = max(1, depth)
        self.treeBytes = max(0, treeBytes)
        self.parseMilliseconds = max(0, parseMilliseconds)
        self.inlineImageBytes = max(0, inlineImageBytes)
    }
}
