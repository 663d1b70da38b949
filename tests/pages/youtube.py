"""A page that speaks as YouTube's player does in its frame: the messages that it takes, and those that it sends."""

PLAYER = """<!doctype html><title>Player</title><body style="margin:0;background:#357">
<script>
let id = null, state = -1, at = 0, from = 0, rate = 1;
const now = () => state === 1 ? at + (performance.now() - from) / 1000 * rate : at;
const tell = (event, info) => parent.postMessage(JSON.stringify({event, info, id, channel: 'widget'}), '*');
const deliver = (event = 'infoDelivery') =>
  tell(event, {currentTime: now(), duration: 212.061, playerState: state, playbackRate: rate});
const become = (next) => {
  [at, from, state] = [now(), performance.now(), next];
  tell('onStateChange', state);
  deliver();
};
const commands = {
  playVideo: () => become(1),
  pauseVideo: () => become(2),
  seekTo: ([seconds]) => { at = seconds; from = performance.now(); if (state === -1) state = 2; deliver(); },
  setPlaybackRate: ([times]) => { at = now(); from = performance.now(); rate = times; deliver(); },
};
addEventListener('message', ({data}) => {
  const said = JSON.parse(data);
  if (said.event === 'listening') { id = said.id; tell('onReady', null); deliver('initialDelivery'); }
  else if (said.event === 'command' && id !== null) commands[said.func]?.(said.args);
});
setInterval(() => id !== null && state === 1 && deliver(), 200);
</script>"""
