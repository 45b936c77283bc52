// Names that strangers gave, and links to what has them.
import type { ComponentChildren } from 'preact';
import { pagePath } from './api';

/** A stranger's name: text alone, apart from the direction of what stands around it. */
export const Name = ({ children }: { readonly children: string }) => (
  <bdi class="name" title={children}>
    {children}
  </bdi>
);

interface NameLinkProps {
  readonly kind: 'channels' | 'sessions' | 'users';
  readonly name: string;
  readonly children?: ComponentChildren;
}

/** A link to what has a name. */
export const NameLink = ({ kind, name, children }: NameLinkProps) => (
  <a class="name-link" href={pagePath(kind, name)}>
    {children ?? <Name>{name}</Name>}
  </a>
);
