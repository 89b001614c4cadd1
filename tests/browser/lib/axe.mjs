// axe-core over the page as it stands: any violation of WCAG 2.2 A or AA fails, without exceptions.
import { AxeBuilder } from '@axe-core/playwright'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export async function axe (page) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  if (violations.length === 0) return
  const lines = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `  ${id}: ${help}: ${node.html}`))
  throw new Error(`${page.url()} has ${lines.length} accessibility violations:\n${lines.join('\n')}`)
}
