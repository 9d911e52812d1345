// A draw that leaves its target as it was: which test refuses it, or where else to look for the reason.
import type { Cause } from '../../../inspect/why.js';
import { refusing } from '../refusal.js';
import { countSamples, type Hurdle } from '../samples.js';
import { keptFrom } from './clears.js';
import { failure } from './failures.js';
import { noFragments } from './fragments.js';
import { cause, type Inquiry } from './inquiry.js';
import { captured, matrixState } from './places.js';
import { unwritten } from './unwritten.js';
import { hurdleWords } from './words.js';

/** Why a draw changed nothing. */
export function hiddenCauses(inquiry: Inquiry): Cause[] {
  if (inquiry.error !== '') return [failure(inquiry)];
  inquiry.draw.begin();
  const refused = refusing(inquiry.questions(), inquiry.draw, inquiry.target, inquiry.at);
  inquiry.tried[0] = { ...inquiry.tried[0]!, samples: refused.kept };
  if (refused.kept > 0) return unwritten(inquiry, refused.kept);
  if (refused.hurdles.length > 0) return refused.hurdles.map(hurdle => refusedBy(inquiry, hurdle, refused.hurdles));
  if (refused.free > 0) return [together(inquiry, refused.all)];
  return [noFragments(inquiry, refused.all)];
}

function refusedBy(inquiry: Inquiry, hurdle: Hurdle, guilty: readonly Hurdle[]): Cause {
  const { player, context } = inquiry;
  const alone = inquiry.count(hurdle.change, [hurdle]);
  const proof = alone.samples === 0 && guilty.length > 1 ? inquiry.count(guilty.map(({ change }) => change).join(', '), guilty) : alone;
  if (hurdle.id !== 'near or far plane') {
    const text = hurdleWords(player, context, hurdle.id);
    const what = hurdle.id === 'depth test' ? 'depth' : hurdle.id === 'stencil test' ? 'stencil' : undefined;
    const kept = what && keptFrom(inquiry, what);
    if (!kept) return cause({ id: hurdle.id, text, proof, state: hurdle.state });
    const setter = what === 'depth' ? 'glDepthMask(GL_FALSE)' : 'glStencilMask(0)';
    return cause({
      id: `${what} not cleared`,
      text: `${text}; the clear before it, call ${kept.call}, left the ${what} as it was: ${setter} holds for clears, too`,
      proof,
      state: hurdle.state,
      calls: kept.mask === undefined ? [kept.call] : [kept.mask, kept.call],
    });
  }
  const positions = captured(inquiry);
  return cause({
    id: hurdle.id,
    text: positions?.side ? `all ${positions.vertices} vertices are ${positions.side}` : hurdleWords(player, context, hurdle.id),
    proof,
    state: matrixState(inquiry),
  });
}

/** No test by itself: the fewest that refuse everything together. */
function together(inquiry: Inquiry, all: readonly Hurdle[]): Cause {
  const samples = (kept: readonly Hurdle[]) =>
    countSamples(inquiry.questions(), inquiry.draw, [all.filter(each => !kept.includes(each))], inquiry.at)[0]!.samples;
  let kept = all;
  for (const each of all) {
    const fewer = kept.filter(other => other !== each);
    if (samples(fewer) === 0) kept = fewer;
  }
  const proofs = kept.map(each => inquiry.count(each.change, [each]));
  return cause({
    id: 'several tests together',
    text: `each lets some of it through, but not all of them together: ${kept.map(({ id }) => id).join(', ')}`,
    proof: proofs.find(proof => proof.samples! > 0) ?? null,
    state: kept.flatMap(({ state }) => state),
  });
}
