// Returns each visible text with its contrast to the background, as WCAG 2 computes it.

const channels = (color) => color.match(/[\d.]+/g).map(Number);

function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function background(element) {
  for (let at = element; at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = channels(getComputedStyle(at).backgroundColor);
    if (alpha === 1) {
      return [red, green, blue];
    }
    if (alpha > 0) {
      throw new Error(`Half transparent: ${at.outerHTML}`);
    }
  }
  throw new Error('Nothing is behind it');
}

function ratio(element) {
  const lights = [luminance(channels(getComputedStyle(element).color)), luminance(background(element))];
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
}

const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (walker.currentNode.data.trim() && seen(element) && element.tagName !== 'NOSCRIPT') {
    texts.push({ text: walker.currentNode.data.trim(), ratio: ratio(element) });
  }
}
for (const control of document.querySelectorAll('input, select')) {
  texts.push({ text: `#${control.id}`, ratio: ratio(control) });
}
return texts;
