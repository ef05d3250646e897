import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';

export interface ShownKey {
  name: string;
  key: string;
}

/** A secret that is shown this once: it is kept in no cache, and gone with this dialog. */
export function ShownOnce({ shown, onClose }: { shown: ShownKey | null; onClose: () => void }) {
  return (
    <Modal
      opened={shown !== null}
      onClose={onClose}
      closeOnClickOutside={false}
      title={<Text fw={650}>The secret of {shown?.name}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
      centered
    >
      <Stack>
        <Text size="sm">Copy it now. It is not shown again.</Text>
        <Code block tabIndex={0} className="wrap">
          {shown?.key}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={shown?.key ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>I have it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
