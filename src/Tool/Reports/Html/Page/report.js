(() => {
  'use strict';
  const root = document.documentElement;
  const findings = [...document.querySelectorAll('.finding')];
  const filter = document.getElementById('filter');
  const help = document.getElementById('help');
  const keys = document.getElementById('keys');

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let chosen = null;
  const show = () => { root.dataset.theme = chosen ?? (dark.matches ? 'dark' : 'light'); };
  const toggleTheme = () => { chosen = root.dataset.theme === 'dark' ? 'light' : 'dark'; show(); };
  dark.addEventListener('change', show);
  show();
  window.addEventListener('beforeprint', () => { root.dataset.theme = 'light'; });
  window.addEventListener('afterprint', show);

  const toggleHelp = open => { keys.hidden = !open; help.setAttribute('aria-expanded', String(open)); };
  document.getElementById('theme').addEventListener('click', toggleTheme);
  help.addEventListener('click', () => toggleHelp(keys.hidden));

  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const finding of findings) {
      finding.hidden = !words.every(word => finding.dataset.text.includes(word));
      document.querySelector(`nav li[data-of="${finding.id}"]`).hidden = finding.hidden;
    }
    for (const group of document.querySelectorAll('.group, nav .owner')) {
      group.hidden = !group.querySelector('.finding:not([hidden]), li:not([hidden])');
    }
  };
  filter.addEventListener('input', apply);

  const shown = () => findings.filter(finding => !finding.hidden);
  const move = step => {
    const list = shown();
    const at = list.findIndex(finding => finding === document.activeElement || finding.contains(document.activeElement));
    const next = list[Math.min(list.length - 1, Math.max(0, at < 0 && step < 0 ? 0 : at + step))];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView(); mark(next.id); }
  };
  const mark = id => {
    for (const link of document.querySelectorAll('nav a')) {
      if (link.hash === '#' + id) { link.setAttribute('aria-current', 'true'); } else { link.removeAttribute('aria-current'); }
    }
  };
  const observer = new IntersectionObserver(entries => {
    const visible = entries.filter(entry => entry.isIntersecting);
    if (visible.length > 0) { mark(visible[0].target.id); }
  }, { rootMargin: '-90px 0px -70% 0px' });
  findings.forEach(finding => observer.observe(finding));

  document.addEventListener('keydown', event => {
    const typing = event.target === filter;
    if (event.key === 'Escape') { toggleHelp(false); filter.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const act = { j: () => move(1), k: () => move(-1), t: toggleTheme, '?': () => toggleHelp(keys.hidden), '/': () => filter.focus() }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
