import { ActionIcon } from '@mantine/core';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import type { Bookmark } from './queries.ts';
import { useBookmark } from './use-bookmark.ts';

interface BookmarkStarProps {
  organization: string;
  resource: Bookmark['resource'];
}

/** Bookmarks a resource for the reader alone, or no longer. Pressed again it is undone. */
export function BookmarkStar({ organization, resource }: BookmarkStarProps) {
  const { bookmarked, change } = useBookmark(organization, resource);
  return (
    <ActionIcon
      variant="subtle"
      size={32}
      aria-label={`Bookmark ${resource.name}`}
      aria-pressed={bookmarked ?? false}
      disabled={bookmarked === undefined}
      onClick={() => change(!bookmarked)}
    >
      {bookmarked ? <IconStarFilled size={18} aria-hidden /> : <IconStar size={18} aria-hidden />}
    </ActionIcon>
  );
}
