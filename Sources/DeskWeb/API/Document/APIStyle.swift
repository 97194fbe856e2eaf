/// How the pages about the API look.
enum APIStyle {
    static let sheet = """
        .docs{width:min(56rem,100%);align-self:start}.docs ul{list-style:disc;padding-left:1.2rem}
        .docs .card{margin-bottom:.8rem}.docs pre{overflow-x:auto;margin:0;padding:.6rem;background:var(--sunk);\
        border-radius:7px}

        """
}
