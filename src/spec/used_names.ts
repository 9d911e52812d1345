// Calls that make an object of a name that the program chose itself (compatibility contexts, and
// GL_EXT_direct_state_access): the client must not choose that name again.
import type { Command, ObjectKind } from './types.js';

const USES: readonly (readonly [RegExp, readonly string[], ObjectKind])[] = [
  [/^glBind(Multi)?Texture(EXT)?$/, ['texture'], 'texture'],
  [/^gl(Compressed|Copy|Generate)?Texture\w+EXT$/, ['texture'], 'texture'],
  [/^glBindBuffer(Base|Range|OffsetEXT)?$|^gl(VertexArray)?BindVertexBuffer(EXT)?$/, ['buffer'], 'buffer'],
  [/^gl(Map|Unmap|FlushMapped|Clear)?Named(Copy)?Buffer\w+EXT$/, ['buffer', 'readBuffer', 'writeBuffer'], 'buffer'],
  [/^glBindFramebuffer(EXT)?$|^gl(Named)?Framebuffer\w+EXT$/, ['framebuffer'], 'framebuffer'],
  [/^glBindRenderbuffer(EXT)?$|^glNamedRenderbuffer\w+EXT$/, ['renderbuffer'], 'renderbuffer'],
  [/^glBeginQuery(Indexed)?$|^glQueryCounter$/, ['id'], 'query'],
  [/^glNewList$/, ['list'], 'displayList'],
  [/^glBindProgramARB$|^glNamedProgram\w+EXT$/, ['program'], 'programArb'],
  [/^glBindFragmentShaderATI$/, ['id'], 'fragmentShaderAti'],
];

/** Parameters of the command whose names come into use by it. */
export function usedNames(
  command: Pick<Command, 'name' | 'parameters'>,
): readonly { readonly parameter: string; readonly object: ObjectKind }[] {
  return USES.flatMap(([pattern, names, object]) =>
    pattern.test(command.name)
      ? command.parameters.filter(p => p.pointer === 0 && names.includes(p.name)).map(p => ({ parameter: p.name, object }))
      : [],
  );
}
