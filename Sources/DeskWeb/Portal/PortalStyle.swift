/// How the portal looks: one quiet column, wide enough to read.
enum PortalStyle {
    static let sheet = portal + KnowledgeStyle.sheet

    private static let portal = """
        .card>.wordmark{display:flex;gap:.6rem;align-items:center;margin-bottom:1rem}.card>.wordmark .logo{margin:0;flex:none}
        .wordmark .logo{height:1.9rem;width:auto;max-width:10rem;vertical-align:middle;margin-right:.6rem}
        .swatch{width:20rem;max-width:100%;border:1px solid var(--line);border-radius:10px}
        body.portal{display:flex;flex-direction:column;min-height:100vh}
        .portal .top{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;align-items:center;justify-content:space-between;\
        padding:.9rem clamp(1rem,4vw,2rem);background:var(--surface);border-bottom:1px solid var(--line)}
        .portal .top nav{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;align-items:center}
        .portal .top nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
        .portal .top form{margin:0}
        .portal main{width:100%;max-width:46rem;margin:0 auto;padding:2rem 1rem 3rem;flex:1}
        .portal main>.card{padding:1.6rem clamp(1rem,4vw,1.75rem)}
        .portal footer{padding:1rem clamp(1rem,4vw,2rem) 1.6rem;text-align:center}
        .portal .languages{margin:0}
        .portal .message.reply{margin-left:0}
        .portal .message.own{margin-left:clamp(0rem,4vw,2.6rem)}
        .portal .crumbs{margin-bottom:.5rem}
        .portal .facts-line{display:flex;flex-wrap:wrap;gap:.3rem .6rem;align-items:center}
        .portal .write{margin:1.4rem 0 1rem}
        .portal .state{margin:0}
        .portal .more{margin:1rem 0 0}
        .actions{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:1rem}
        .actions a{display:grid;gap:.2rem;align-content:start;height:100%;padding:1.2rem 1.3rem;background:var(--surface);\
        color:var(--ink);border:1px solid var(--line);border-radius:var(--radius);box-shadow:var(--shadow);text-decoration:none;\
        overflow-wrap:anywhere}
        .actions a:hover{border-color:var(--accent)}
        .actions strong{color:var(--accent);font-size:1.07rem}
        .actions span{color:var(--soft)}
        .requests a{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.2rem .8rem;padding:.8rem 1rem;color:inherit;\
        background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);text-decoration:none;\
        margin-bottom:.5rem;align-items:start}
        .requests a:hover{background:var(--sunk)}
        .requests strong{font-weight:600;overflow-wrap:anywhere}
        .requests small{grid-column:1/-1}

        """
}
