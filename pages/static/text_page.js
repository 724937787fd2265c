// The text page: keeps what is typed, shows length, warnings and preview, saves, and never loses a text.
// Without this script every box is a plain form with a "Save" button.

const WAIT = 1200; // ms after the last key
const AGAIN = 4000; // ms after a request that got no answer
const root = document.getElementById('texts');
const said = root?.dataset ?? {};
const boxes = [];

function announce(text) {
  document.getElementById('said').textContent = text;
}

class Box {
  constructor(form) {
    this.form = form;
    this.language = form.dataset.language;
    this.isMain = 'main' in form.dataset;
    this.fields = [...form.querySelectorAll('input[type=text], textarea')];
    this.changed = false; // since the server last heard of it
    this.unsaved = form.closest('details, section')?.querySelector('.state.draft') !== null;
    this.stopped = false; // a conflict, or no access any more: a person has to choose
    this.running = null;
    this.timer = 0;
    for (const field of this.fields) {
      field.addEventListener('input', () => this.typed());
      this.count(field);
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.save();
    });
    // Somebody may have begun before this script was there.
    if (this.fields.some((field) => field.value !== field.defaultValue)) this.typed();
  }

  get values() {
    return Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
  }

  hidden(name) {
    return this.form.elements.namedItem(name);
  }

  body() {
    const names = ['language', 'of', 'base', 'seen'];
    return { ...Object.fromEntries(names.map((name) => [name, this.hidden(name).value])), ...this.values };
  }

  typed() {
    this.changed = true;
    this.unsaved = true;
    for (const field of this.fields) this.count(field);
    this.countWhole();
    if (!this.stopped) {
      this.tell(said.keeping);
      this.later(WAIT);
    }
  }

  later(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), time);
  }

  tell(text, isBad = false) {
    const told = this.form.querySelector('[data-told]');
    if (told.textContent === text) return;
    told.textContent = text;
    told.classList.toggle('bad', isBad);
    if (text !== said.keeping) announce(text);
  }

  count(field) {
    const limit = Number(field.dataset.limit);
    const shown = field.closest('.field').querySelector('.count');
    // A string's length in JavaScript is in UTF-16 units, as messengers count.
    shown.textContent = `${field.value.length} / ${limit}`;
    shown.classList.toggle('over', field.value.length > limit);
  }

  countWhole(around) {
    const line = this.form.querySelector('.whole');
    if (!line) return;
    if (around !== undefined) line.dataset.around = around;
    const units = this.fields.reduce((sum, field) => sum + field.value.length, 0);
    const whole = units && units + Number(line.dataset.around);
    line.querySelector('.count').textContent = `${whole} / ${line.dataset.limit}`;
    line.classList.toggle('over', whole > Number(line.dataset.limit));
  }

  async ask(what) {
    const response = await fetch(`${said.here}/${what}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(this.body()),
    });
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
    return { status: response.status, answer: isJson ? await response.json() : {} };
  }

  /** One request at a time for each box, so that none overtakes another. */
  async request(what) {
    while (this.running) await this.running;
    const sent = JSON.stringify(this.values);
    this.running = this.ask(what).catch(() => ({ status: 0, answer: {} }));
    const { status, answer } = await this.running;
    this.running = null;
    if (status === 200 || status === 422) {
      this.changed = sent !== JSON.stringify(this.values);
      this.show(answer);
    } else if (status === 409) {
      this.stopped = true;
      this.conflict(answer);
    } else if ([401, 403, 404, 410].includes(status)) {
      this.stopped = true;
      this.tell(said.ended, true);
    } else {
      this.tell(said.offline, true);
      this.later(AGAIN);
    }
    return { status, answer };
  }

  async keep() {
    clearTimeout(this.timer);
    if (this.stopped || !this.changed) return;
    const { status } = await this.request('draft');
    if (status !== 200) return;
    if (this.changed) this.later(WAIT);
    else if (this.form.classList.contains('old')) this.tell(said.newer, true);
    else this.tell(said.kept);
  }

  async save() {
    clearTimeout(this.timer);
    // What the others translate is saved first, or their translations would be outdated at once.
    const main = boxes.find((box) => box.isMain);
    if (main && main !== this && main.unsaved && !(await main.save())) return false;
    const { status, answer } = await this.request('save');
    if (status === 200 && answer.go) {
      this.changed = false;
      location.assign(answer.go);
      return true;
    }
    if (status === 422) {
      this.tell(said.unfit, true);
      this.mark(answer.unfit);
      this.fields.find((field) => field.name in answer.unfit)?.focus();
    }
    if (status !== 200) return false;
    this.mark({});
    this.unsaved = this.changed;
    // Whoever saved this has the main text on the page before their eyes, in the version they saved.
    if (this.isMain) for (const box of boxes) box.hidden('of').value = answer.source;
    const button = this.form.querySelector('[data-save]');
    button.textContent = button.dataset.label ?? button.textContent;
    this.tell(said.saved);
    if (this.changed) this.later(WAIT);
    return true;
  }

  /** Says below each field what is wrong with it. */
  mark(unfit) {
    for (const field of this.fields) {
      if (field.name in unfit) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      field.closest('.field').querySelector('.flaw').replaceChildren(...parsed(unfit[field.name] ?? ''));
    }
  }

  show(answer) {
    if (!answer.seen) return;
    this.hidden('seen').value = answer.seen;
    this.hidden('base').value = answer.base;
    const units = this.fields.reduce((sum, field) => sum + field.value.length, 0);
    this.countWhole(Math.max(0, answer.length - units));
    for (const [code, [state, name]] of Object.entries(answer.states)) badge(code, state, name);
    const warnings = this.form.querySelector('[data-warnings]');
    warnings.replaceChildren(...answer.warnings.map(parsed).map((nodes) => item(nodes)));
    warnings.hidden = !answer.warnings.length;
    this.form.querySelector('[data-preview]').replaceChildren(...parsed(answer.preview));
    const main = boxes.find((box) => box.isMain);
    const isOld = !this.isMain && main && answer.source !== this.hidden('of').value;
    this.form.classList.toggle('old', Boolean(isOld));
  }

  conflict(theirs) {
    this.tell(said.conflict, true);
    const place = this.form.querySelector('[data-conflict]');
    const texts = Object.values(theirs.values).filter(Boolean).map((text) => {
      const shown = document.createElement('p');
      shown.className = 'theirs';
      shown.dir = 'auto';
      shown.textContent = text;
      return shown;
    });
    const explained = document.createElement('p');
    explained.textContent = said.conflict;
    place.replaceChildren(
      explained,
      ...texts,
      this.choice(said.mine, theirs, () => {}),
      this.choice(said.their, theirs, () => {
        for (const field of this.fields) field.value = theirs.values[field.name] ?? '';
      }),
    );
    place.hidden = false;
  }

  choice(label, theirs, act) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', () => {
      act();
      this.hidden('seen').value = theirs.seen;
      this.hidden('base').value = theirs.base;
      this.stopped = false;
      this.form.querySelector('[data-conflict]').hidden = true;
      this.typed();
      this.fields[0].focus();
    });
    return button;
  }
}

function badge(code, state, name) {
  const shown = document.querySelector(`#box-${CSS.escape(code)} [data-state]`);
  if (!shown) return;
  shown.className = `state ${state}`;
  shown.textContent = name;
}

/** HTML that our server made of escaped parts. A parsed document runs nothing. */
function parsed(html) {
  return [...new DOMParser().parseFromString(html, 'text/html').body.childNodes];
}

function item(nodes) {
  const line = document.createElement('li');
  line.append(...nodes);
  return line;
}

if (root) {
  for (const form of root.querySelectorAll('form.text')) boxes.push(new Box(form));
  addEventListener('online', () => boxes.forEach((box) => box.changed && box.keep()));
  addEventListener('beforeunload', (event) => {
    if (boxes.some((box) => box.changed)) event.preventDefault();
  });
  // Ctrl+S saves the box in which one writes.
  addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    boxes.find((box) => box.form.contains(document.activeElement))?.save();
  });
}
