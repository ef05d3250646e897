import { ActionIcon, Menu, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconDots } from '@tabler/icons-react';
import type { Allowed } from './MayButton.tsx';

export interface RowAction {
  label: string;
  may: Allowed;
  danger?: boolean;
  /** Where it leads, or what it does. */
  to?: string;
  onClick?: () => void;
}

/** What can be done with one row, or more than a page's buttons hold. What the API would refuse stays and says why. */
export function RowMenu({ label, actions }: { label: string; actions: readonly RowAction[] }) {
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label={label}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Entry key={action.label} {...action} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ label, may, danger, to, onClick }: RowAction) {
  if (!may.allowed) {
    return (
      <Menu.Item aria-disabled closeMenuOnClick={false} className="menu-refused">
        {label}
        <Text span size="xs" c="dimmed" display="block">
          {may.because ?? 'You may not do this'}
        </Text>
      </Menu.Item>
    );
  }
  const className = danger ? 'menu-danger' : undefined;
  return to === undefined ? (
    <Menu.Item className={className} onClick={onClick}>
      {label}
    </Menu.Item>
  ) : (
    <Menu.Item className={className} component={Link} to={to}>
      {label}
    </Menu.Item>
  );
}
