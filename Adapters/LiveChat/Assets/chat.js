// The chat widget: plain JavaScript, no build step. The server calls this function with the style sheet and the looks.
(function (style, looks) {
  'use strict';
  const script = document.currentScript;
  if (!script || window.TributaryChat) return;
  const data = script.dataset;
  const base = new URL('.', script.src).href;
  const isPage = 'page' in data;
  const tag = (data.lang || document.documentElement.lang || navigator.language || '').toLowerCase();
  const chinese = (tag.match(/^(zh|en)/) || /^(zh|en)/.exec((navigator.language || '').toLowerCase()) || [])[1] === 'zh';
  const language = chinese ? 'zh' : 'en';
  const say = (en, zh) => (chinese ? zh : en);

  // ---- What survives a page: the visitor's token, words that were not sent yet, and what was read.

  const shelf = 'tributary-chat:' + base;
  let kept = { unsent: [], readAt: 0, sound: true };
  const load = () => {
    try { kept = Object.assign({ unsent: [], readAt: 0, sound: true }, JSON.parse(localStorage.getItem(shelf))); } catch { /* private browsing: the page remembers */ }
  };
  const keep = () => {
    try { localStorage.setItem(shelf, JSON.stringify(kept)); } catch { /* full or forbidden: the page remembers */ }
  };
  load();

  let identity = data.token ? { token: data.token }
    : data.user ? { user: data.user, code: data.userCode, name: data.userName, email: data.userEmail } : undefined;
  let about = null;          // what the server said when the page started
  let isOpen = false;
  let isOnline = true;       // whether somebody answers
  let isComplete = false;    // whether everything that was there is shown
  let lastEvent = '';
  let deskReadAt = 0;
  const entries = new Map(); // by id: { data, node }
  const pending = new Map(); // by key: { item, node }

  // ---- Parts of the page

  const el = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
      else if (value === true) node.setAttribute(key, '');
      else if (value !== false && value != null) node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  };
  const svg = (path) => {
    const ns = 'http://www.w3.org/2000/svg';
    const image = document.createElementNS(ns, 'svg');
    const line = document.createElementNS(ns, 'path');
    for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '2', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) image.setAttribute(key, value);
    line.setAttribute('d', path);
    image.append(line);
    return image;
  };
  const icons = {
    chat: 'M4 5h16v11H9l-5 4z', close: 'M6 6l12 12M18 6L6 18', send: 'M4 12l16-8-6 16-3-7z', clip: 'M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l7-7',
    smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 14c2 3 6 3 8 0M9 9v1M15 9v1', sound: 'M4 10v4h4l5 4V6L8 10zM16 9c2 2 2 4 0 6', mute: 'M4 10v4h4l5 4V6L8 10zM16 10l5 5M21 10l-5 5',
  };
  const icon = (name, label, click, more) => el('button', { type: 'button', class: 'icon', 'aria-label': label, title: label, onclick: click, ...more }, svg(icons[name]));

  const host = el('div', isPage ? {} : { role: 'complementary', 'aria-label': say('Chat', '在线咨询') });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style + ':host{--accent:' + looks.color + '}');
  root.adoptedStyleSheets = [sheet];

  const badge = el('span', { class: 'badge', hidden: true });
  const launcher = el('button', { type: 'button', class: 'launcher', 'aria-expanded': 'false', 'aria-controls': 'panel', 'aria-label': say('Open the chat', '打开聊天'), onclick: () => (isOpen ? close() : open()) }, svg(icons.chat), badge);
  const title = el(isPage ? 'h1' : 'h2', { class: 'title', id: 'title' }, say('Chat with us', '在线咨询'));
  const status = el('p', { class: 'status', role: 'status' });
  const soundButton = icon('sound', '', () => { kept.sound = !kept.sound; keep(); showSound(); if (kept.sound) beep(); });
  const closeButton = icon('close', say('Close the chat', '关闭聊天'), () => close(), { hidden: isPage });
  const greeting = el('p', { class: 'greeting', hidden: true });
  const log = el('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': say('Conversation', '对话'), tabindex: '0' }, greeting);
  const typing = el('p', { class: 'typing', role: 'status' });
  const mail = el('div', { class: 'mail', hidden: true });
  const emoji = el('div', { class: 'emoji', id: 'emoji', role: 'group', 'aria-label': say('Emoji', '表情'), hidden: true });
  const text = el('textarea', { rows: '1', id: 'text', maxlength: '10000', placeholder: say('Write a message…', '输入消息…'), oninput: onInput, onkeydown: onKey, onpaste: onPaste });
  const picker = el('input', { type: 'file', multiple: true, hidden: true, 'aria-label': say('Choose files', '选择文件'), onchange: () => { sendFiles(picker.files); picker.value = ''; } });
  const emojiButton = icon('smile', say('Emoji', '表情'), () => toggleEmoji(), { 'aria-expanded': 'false', 'aria-controls': 'emoji' });
  const clipButton = icon('clip', say('Send a file', '发送文件'), () => picker.click(), { hidden: true });
  const sendButton = el('button', { type: 'submit', class: 'icon send', 'aria-label': say('Send', '发送'), title: say('Send', '发送') }, svg(icons.send));
  const composer = el('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); send(); } }, emojiButton, clipButton, picker, el('label', { for: 'text', class: 'only' }, say('Message', '消息')), text, sendButton);
  const panel = el('section', { class: 'panel', id: 'panel', role: isPage ? 'region' : 'dialog', 'aria-labelledby': 'title', hidden: true, onkeydown: onEscape, ondragover: onDrag, ondragleave: () => panel.classList.remove('drop'), ondrop: onDrop }, el('header', {}, el('div', {}, title, status), soundButton, closeButton), log, typing, mail, emoji, composer);
  const frame = el('div', { class: (isPage ? 'page ' : '') + looks.position, lang: chinese ? 'zh-CN' : 'en' }, isPage ? '' : launcher, panel);
  root.append(frame);

  for (const face of '😀 😂 😊 😍 😉 😎 🤔 😅 😢 😭 😡 😱 👍 👎 👌 🙏 👏 💪 🤝 👋 ❤️ 🎉 🔥 ⭐ ✅ ❌ ❓ ❗ 💡 📎 📷 📦 🚚 💳 ⏰ ☕'.split(' ')) {
    emoji.append(el('button', { type: 'button', tabindex: emoji.children.length ? '-1' : '0', onclick: () => { text.setRangeText(face, text.selectionStart, text.selectionEnd, 'end'); toggleEmoji(false); } }, face));
  }
  emoji.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...emoji.children];
    const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(root.activeElement) + step))];
    all.forEach((button) => button.setAttribute('tabindex', button === next ? '0' : '-1'));
    next.focus();
  });
  function toggleEmoji(show = emoji.hidden) {
    emoji.hidden = !show;
    emojiButton.setAttribute('aria-expanded', String(show));
    (show ? emoji.querySelector('[tabindex="0"]') : text).focus();
  }

  // ---- Opening and closing

  function open() {
    if (isOpen) return;
    isOpen = true;
    panel.hidden = false;
    frame.classList.add('open');
    launcher.setAttribute('aria-expanded', 'true');
    launcher.setAttribute('aria-label', say('Close the chat', '关闭聊天'));
    wakeSound();
    connect();
    if (!isPage) text.focus();
    log.scrollTop = log.scrollHeight;
    noteRead();
  }
  function close() {
    if (isPage || !isOpen) return;
    isOpen = false;
    panel.hidden = true;
    frame.classList.remove('open');
    launcher.setAttribute('aria-expanded', 'false');
    launcher.setAttribute('aria-label', say('Open the chat', '打开聊天'));
    launcher.focus();
  }
  function onEscape(event) {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (!emoji.hidden) toggleEmoji(false);
    else close();
  }

  // ---- The server

  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const api = (path, body, more = {}) => fetch(base + 'chat/' + path, {
    method: 'POST', credentials: 'omit', mode: 'cors', cache: 'no-store', ...more,
    headers: { 'Content-Type': 'application/json', ...(about ? { Authorization: 'Bearer ' + about.token } : {}), ...more.headers },
    body: more.body || JSON.stringify(body),
  });
  const key = () => (crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, '0')).join(''));

  function adopt(said) {
    if (!said || !said.token) return;
    about = Object.assign(about || {}, said);
    Object.assign(kept, { token: said.token, visitor: said.visitor, known: said.known });
    keep();
    showMail();
  }

  let starting = null;
  /** Says hello; gives whether the server answered. One at a time. */
  function start() {
    starting = starting || (async () => {
      try {
        let answer = await api('start', { token: kept.token, identity, language });
        if (answer.status === 403 && identity) {
          console.warn('Tributary chat:', (await answer.json()).detail);
          identity = undefined;
          answer = await api('start', { token: kept.token, language });
        }
        if (!answer.ok) {
          if (answer.status === 403) console.warn('Tributary chat:', (await answer.json().catch(() => ({}))).detail);
          return false;
        }
        const said = await answer.json();
        if (kept.visitor && kept.visitor !== said.visitor) clear();
        adopt(said);
        title.textContent = said.title;
        greeting.textContent = said.greeting;
        greeting.hidden = entries.size + pending.size > 0;
        clipButton.hidden = !said.files;
        showOnline(said.online);
        showMail();
        return true;
      } catch {
        return false;
      } finally {
        starting = null;
      }
    })();
    return starting;
  }
  function clear() {
    for (const { node } of entries.values()) node.remove();
    entries.clear();
    lastEvent = '';
    isComplete = false;
    deskReadAt = 0;
    if (!kept.known) return;
    // What a user of the site had not sent is nobody else's to send.
    for (const { node } of pending.values()) node.remove();
    pending.clear();
    kept.unsent = [];
    files = [];
  }

  let line = null;           // the stream that is open or being opened
  let isListening = false;
  /** Keeps the page up to date until it goes: starts, streams, and does both again after a pause when the line breaks. */
  async function connect() {
    if (isListening) return;
    isListening = true;
    let pause = 1000;
    while (isListening) {
      if (about || (await start())) {
        flush();
        const began = Date.now();
        const code = await stream();
        if (code === 401) { about = null; continue; }
        if (Date.now() - began > 20000) pause = 1000;
      }
      if (!isListening) break;
      showLine(false);
      await wait(pause * (0.7 + Math.random() * 0.6));
      pause = Math.min(pause * 2, 30000);
    }
  }
  async function stream() {
    line = new AbortController();
    try {
      const answer = await fetch(base + 'chat/events', { credentials: 'omit', cache: 'no-store', signal: line.signal, headers: { Authorization: 'Bearer ' + about.token, ...(lastEvent ? { 'Last-Event-ID': lastEvent } : {}) } });
      if (!answer.ok || !answer.body) return answer.status;
      showLine(true);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return 0;
        const events = (rest + value).split('\n\n');
        rest = events.pop();
        events.forEach(take);
      }
    } catch {
      return 0;
    }
  }
  function take(block) {
    let name = '', id = '', body = '';
    for (const row of block.split('\n')) {
      if (row.startsWith('event: ')) name = row.slice(7);
      else if (row.startsWith('id: ')) id = row.slice(4);
      else if (row.startsWith('data: ')) body += row.slice(6);
    }
    if (!body) return;
    const said = JSON.parse(body);
    if (name === 'entry') { addEntry(said); lastEvent = id; }
    if (name !== 'state') return;
    if ('online' in said) showOnline(said.online);
    if ('typing' in said) showTyping(said.typing);
    if ('read' in said) { deskReadAt = said.read; showSeen(); }
    if (said.complete) { isComplete = true; greeting.hidden = entries.size + pending.size > 0; noteRead(); showMail(); }
  }

  // A browser opens few lines to one server: of pages in the background one keeps its line, for the sound.
  let release = null;
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      if (release) release();
      restoreTitle();
      noteRead();
      if (about || kept.active || isOpen) connect();
      return;
    }
    if (!isListening || !navigator.locks) return;
    navigator.locks.request(shelf, { ifAvailable: true }, (lock) => {
      if (lock) return new Promise((done) => { release = done; });
      if (document.hidden) { isListening = false; if (line) line.abort(); }
      return null;
    });
  });
  addEventListener('online', () => { if (isListening) { flush(); if (line) line.abort(); } });

  // ---- Words

  const clock = (at) => new Date(at).toLocaleTimeString(chinese ? 'zh-CN' : undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  function words(content) {
    const node = el('p', { class: 'words' });
    for (const part of content.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]，。；：！？）】])/)) {
      node.append(/^https?:\/\//.test(part) ? el('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part) : part);
    }
    return node;
  }
  const size = (bytes) => (bytes < 1e6 ? Math.ceil(bytes / 1000) + ' KB' : (bytes / 1e6).toFixed(1) + ' MB');
  function place(node, at) {
    node.at = at;
    const isNear = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    const next = [...log.children].find((other) => other.at > at);
    log.insertBefore(node, next || null);
    greeting.hidden = true;
    if (isNear || !isComplete) log.scrollTop = log.scrollHeight;
  }
  function addEntry(entry) {
    const mine = entry.key && pending.get(entry.key);
    if (mine) { mine.node.remove(); forget(entry.key); }
    if (entries.has(entry.id)) return;
    const node = el('div', { class: 'entry' + (entry.own ? ' own' : '') });
    if (!entry.own) node.append(el('p', { class: 'who' }, entry.author || title.textContent));
    if (entry.text) node.append(words(entry.text));
    for (const file of entry.files) node.append(el('a', { class: 'file', href: file.url, target: '_blank', rel: 'noopener', download: file.name }, `${file.name} (${size(file.size)})`));
    node.append(el('p', { class: 'when' }, clock(entry.at)));
    entries.set(entry.id, { data: entry, node });
    place(node, entry.at);
    if (!kept.active) { kept.active = true; keep(); }
    showSeen();
    if (entry.own) return;
    showTyping(null);
    if (isComplete && !isWatching()) { beep(); noticeTitle(); }
    noteRead();
  }

  function send() {
    const content = text.value.trim();
    if (!content) { text.focus(); return; }
    text.value = '';
    fit();
    sayTyping(false);
    queue({ key: key(), text: content, at: Date.now() });
    text.focus();
  }
  function queue(item) {
    if (kept.email) { item.email = kept.email; item.name = kept.name; delete kept.email; delete kept.name; }
    kept.unsent.push(item);
    kept.active = true;
    keep();
    showPending(item);
    log.scrollTop = log.scrollHeight;
    connect();
    flush();
  }
  function showPending(item) {
    if (pending.has(item.key)) return;
    const node = el('div', { class: 'entry own' });
    node.append(item.file ? el('p', { class: 'words' }, item.file.name) : words(item.text), el('p', { class: 'note' }, say('Sending…', '发送中…')));
    pending.set(item.key, { item, node });
    place(node, item.at);
  }
  function note(item, content, isBad, action) {
    const shown = pending.get(item.key);
    if (!shown) return;
    const line = el('p', { class: 'note' + (isBad ? ' bad' : '') }, content);
    if (action) line.append(' ', el('button', { type: 'button', onclick: action.run }, action.name));
    shown.node.lastChild.replaceWith(line);
  }
  function forget(itemKey) {
    pending.delete(itemKey);
    kept.unsent = kept.unsent.filter((item) => item.key !== itemKey);
    keep();
  }

  let flushing = false;
  let files = [];            // files are too large to be kept over pages
  /** Sends what waits, in order; what fails for now waits on and says so. */
  async function flush() {
    if (flushing || !about) return;
    flushing = true;
    let pause = 1000;
    for (let item; (item = kept.unsent.find((each) => !each.sent) || files.find((each) => !each.sent));) {
      let answer = null;
      try {
        answer = item.file
          ? await api('file?' + new URLSearchParams({ key: item.key, name: item.file.name, language }), null, { body: item.file, headers: { 'Content-Type': 'application/octet-stream' } })
          : await api('message', { key: item.key, text: item.text, email: item.email, name: item.name, page: location.href, language });
      } catch { /* no connection */ }
      if (answer && answer.ok) {
        adopt(await answer.json().catch(() => null));
        item.sent = true;
        note(item, say('Sent', '已发送'));
        files = files.filter((each) => each !== item);
        // The stream brings it back as an entry; until then it is kept, and known by its key.
        kept.unsent = kept.unsent.filter((each) => each !== item);
        keep();
        pause = 1000;
        continue;
      }
      if (answer && answer.status === 401) {
        about = null;
        if (await start()) continue;
      }
      if (answer && [400, 403, 413, 415, 422].includes(answer.status)) {
        const detail = { 413: say('The file is too large.', '文件过大。'), 415: say('Files of this kind are not taken.', '不支持此类文件。') }[answer.status] || say('It was not taken.', '未被接受。');
        item.sent = true;
        files = files.filter((each) => each !== item);
        kept.unsent = kept.unsent.filter((each) => each !== item);
        keep();
        note(item, say('Not sent: ', '未发送：') + detail, true, { name: say('Remove', '删除'), run: () => { const shown = pending.get(item.key); if (shown) shown.node.remove(); pending.delete(item.key); } });
        continue;
      }
      note(item, say('Not sent yet. Trying again…', '尚未发送，正在重试…'), true);
      const asked = answer && Number(answer.headers.get('Retry-After')) * 1000;
      await Promise.race([wait(Math.max(asked || 0, pause)), new Promise((done) => addEventListener('online', done, { once: true }))]);
      pause = Math.min(pause * 2, 30000);
    }
    flushing = false;
  }

  function sendFiles(list) {
    for (const file of list) {
      const item = { key: key(), file, at: Date.now() };
      showPending(item);
      if (about && file.size > about.files) {
        note(item, say('Not sent: it is larger than ', '未发送：超过 ') + size(about.files), true, { name: say('Remove', '删除'), run: () => { pending.get(item.key).node.remove(); pending.delete(item.key); } });
      } else files.push(item);
    }
    connect();
    flush();
  }
  function onPaste(event) {
    if (event.clipboardData && event.clipboardData.files.length && about && about.files) { event.preventDefault(); sendFiles(event.clipboardData.files); }
  }
  function onDrag(event) {
    if (about && about.files && [...event.dataTransfer.types].includes('Files')) { event.preventDefault(); panel.classList.add('drop'); }
  }
  function onDrop(event) {
    panel.classList.remove('drop');
    if (about && about.files && event.dataTransfer.files.length) { event.preventDefault(); sendFiles(event.dataTransfer.files); }
  }

  // ---- Typing and seen

  let typedAt = 0;
  function onInput() { fit(); sayTyping(text.value.trim() !== ''); }
  function fit() { text.rows = Math.min(5, text.value.split('\n').length); }
  function onKey(event) {
    // Enter that ends a Chinese or Japanese composition is none that sends.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  }
  function sayTyping(isTyping) {
    if (!about || (isTyping ? Date.now() - typedAt < 4000 : !typedAt)) return;
    typedAt = isTyping ? Date.now() : 0;
    api('typing', { typing: isTyping }).catch(() => {});
  }
  let typingEnds = 0;
  function showTyping(name) {
    clearTimeout(typingEnds);
    typing.textContent = name ? say(`${name} is typing…`, `${name} 正在输入…`) : '';
    if (name) typingEnds = setTimeout(() => showTyping(null), 9000);
  }
  function showSeen() {
    let newest = null;
    for (const { data: entry, node } of entries.values()) {
      if (!entry.own) continue;
      node.lastChild.textContent = clock(entry.at);
      if (entry.at <= deskReadAt && (!newest || entry.at > newest.data.at)) newest = { data: entry, node };
    }
    if (newest) newest.node.lastChild.textContent = `${clock(newest.data.at)} · ${say('Seen', '已读')}`;
  }

  const isWatching = () => isOpen && !document.hidden;
  const told = { received: new Set(), read: new Set() };
  /** Tells the server what has come, and what was seen; a reply whose sending has only begun is told again. */
  async function noteRead() {
    if (!about || !isComplete) return showUnread();
    const theirs = [...entries.values()].map((each) => each.data).filter((entry) => !entry.own);
    const isRead = isWatching();
    const fresh = theirs.filter((entry) => (isRead ? entry.at > kept.readAt && !told.read.has(entry.id) : !entry.taken && !told.received.has(entry.id)));
    if (isRead && fresh.length) { kept.readAt = Math.max(...fresh.map((entry) => entry.at)); keep(); }
    showUnread();
    if (!fresh.length) return;
    const ids = fresh.slice(-50).map((entry) => entry.id);
    const book = isRead ? told.read : told.received;
    ids.forEach((id) => book.add(id));
    for (let attempt = 1; attempt < 8; attempt += 1) {
      try {
        const answer = await api('seen', { ids, read: isRead });
        if (answer.ok && !(await answer.json()).again) return;
      } catch { /* tried again */ }
      await wait(1500 * attempt);
    }
  }
  function showUnread() {
    const count = [...entries.values()].filter(({ data: entry }) => !entry.own && entry.at > kept.readAt).length;
    badge.textContent = count > 9 ? '9+' : String(count);
    badge.hidden = !count || isOpen;
    if (!isOpen) launcher.setAttribute('aria-label', count ? say(`Open the chat, ${count} new`, `打开聊天，${count} 条新消息`) : say('Open the chat', '打开聊天'));
  }

  // ---- Whether somebody is there, and mail

  let hasLine = true;
  function showLine(isThere) { hasLine = isThere; showStatus(); }
  function showOnline(is) { isOnline = is; showStatus(); showMail(); }
  function showStatus() {
    status.textContent = !hasLine ? say('No connection. Trying again…', '连接中断，正在重试…')
      : isOnline ? say('We are here', '客服在线') : say('Nobody is here right now', '当前无人在线');
  }

  let mailStep = '';         // '', 'address', 'code'
  let shownMail = '';
  function showMail() {
    if (!about || !about.mail) { mail.hidden = true; return; }
    const address = kept.email || about.email;
    const state = [mailStep, address, about.proven, isOnline].join('|');
    if (state === shownMail) return;
    shownMail = state;
    mail.hidden = false;
    const problem = el('p', { class: 'alarm', role: 'alert' });
    if (mailStep === 'code') {
      const code = el('input', { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '7', required: true });
      mail.replaceChildren(el('p', {}, say(`We sent a code to ${address}.`, `验证码已发送至 ${address}。`)), problem, el('form', { onsubmit: (event) => { event.preventDefault(); prove(code.value, problem); } },
        el('label', {}, say('Code', '验证码'), code), el('button', {}, say('Confirm', '确认')), el('button', { type: 'button', onclick: () => { mailStep = ''; showMail(); } }, say('Cancel', '取消'))));
      code.focus();
      return;
    }
    if (address && mailStep !== 'address') {
      mail.replaceChildren(el('p', {}, about.proven ? say(`Answers also go to ${address} (confirmed).`, `回复也会发送至 ${address}（已验证）。`) : isOnline ? say(`Answers also go to ${address}.`, `回复也会发送至 ${address}。`) : say(`We answer by mail to ${address}.`, `我们会通过邮件回复至 ${address}。`)), problem);
      if (!about.proven) mail.lastChild.before(el('button', { type: 'button', onclick: () => askCode(address, problem) }, say('Confirm the address', '验证邮箱')));
      if (!about.known) mail.lastChild.before(el('button', { type: 'button', onclick: () => { mailStep = 'address'; showMail(); } }, say('Change', '修改')));
      return;
    }
    if (isOnline && mailStep !== 'address') {
      mail.replaceChildren(el('button', { type: 'button', onclick: () => { mailStep = 'address'; showMail(); mail.querySelector('input').focus(); } }, say('Get answers by mail too', '同时通过邮件接收回复')));
      return;
    }
    const name = el('input', { autocomplete: 'name', maxlength: '100' });
    const email = el('input', { type: 'email', autocomplete: 'email', maxlength: '254', required: true });
    mail.replaceChildren(el('p', {}, isOnline ? say('Your address, for when you have gone:', '您离开后，我们会回复至此邮箱：') : say('Leave your e-mail address and a message; we answer by mail.', '请留下邮箱和消息，我们会通过邮件回复。')), el('form', { onsubmit: (event) => { event.preventDefault(); giveAddress(email.value.trim(), name.value.trim()); } },
      about.name ? '' : el('label', {}, say('Name (optional)', '姓名（选填）'), name), el('label', {}, say('E-mail address', '邮箱'), email), el('button', {}, say('Save', '保存'))));
  }
  function giveAddress(email, name) {
    mailStep = '';
    if (entries.size || pending.size) queue({ key: key(), text: say('My e-mail address: ', '我的邮箱：') + email, email, name, at: Date.now() });
    else { kept.email = email; kept.name = name; keep(); }
    if (about) { about.email = email; about.proven = false; }
    showMail();
    text.focus();
  }
  async function askCode(email, problem) {
    try {
      const answer = await api('code', { email, language });
      if (!answer.ok) throw answer.status;
      mailStep = 'code';
      showMail();
    } catch (code) {
      problem.textContent = code === 429 ? say('Too many codes were asked for. Try again later.', '请求次数过多，请稍后再试。') : say('No mail can leave just now. Try again later.', '暂时无法发送邮件，请稍后再试。');
    }
  }
  async function prove(code, problem) {
    try {
      const answer = await api('proof', { code, key: key(), language });
      const said = await answer.json();
      if (!answer.ok) {
        problem.textContent = answer.status === 410 ? say('The code has expired. Ask for another one.', '验证码已失效，请重新获取。') : say('The code is wrong.', '验证码错误。');
        return;
      }
      delete kept.email;
      mailStep = '';
      adopt(said);
      text.focus();
    } catch {
      problem.textContent = say('No connection. Try again.', '连接中断，请重试。');
    }
  }

  // ---- Sound and title

  let audio = null;
  function wakeSound() { try { audio = audio || new AudioContext(); audio.resume(); } catch { /* silent */ } }
  function beep() {
    if (!kept.sound || !audio || audio.state !== 'running') return;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const now = audio.currentTime;
    tone.frequency.setValueAtTime(660, now);
    tone.frequency.setValueAtTime(880, now + 0.12);
    volume.gain.setValueAtTime(0.0001, now);
    volume.gain.exponentialRampToValueAtTime(0.12, now + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, now + 0.32);
    tone.connect(volume).connect(audio.destination);
    tone.start(now);
    tone.stop(now + 0.34);
  }
  function showSound() {
    const label = kept.sound ? say('Turn the sound off', '关闭提示音') : say('Turn the sound on', '打开提示音');
    soundButton.setAttribute('aria-label', label);
    soundButton.title = label;
    soundButton.replaceChildren(svg(kept.sound ? icons.sound : icons.mute));
  }
  let plainTitle = null;
  function noticeTitle() {
    if (!document.hidden || plainTitle !== null) return;
    plainTitle = document.title;
    document.title = say('New message', '新消息') + ' · ' + plainTitle;
  }
  function restoreTitle() {
    if (plainTitle !== null) document.title = plainTitle;
    plainTitle = null;
  }

  // ---- Begin

  showSound();
  showStatus();
  kept.unsent.forEach(showPending);
  const begin = () => {
    (isPage ? document.querySelector('main') || document.body : document.body).append(host);
    if (isPage) open();
    else if (kept.active) connect();
  };
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);

  window.TributaryChat = {
    open, close,
    /** Tells the chat who is signed in on the page, after it was loaded; nothing says that nobody is. */
    identify(next) { identity = next || undefined; about = null; if (isListening && line) line.abort(); else if (isOpen) connect(); },
  };
})
