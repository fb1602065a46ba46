import { expect, test } from "vitest";
import { contentSecurityPolicy, renderPanelHtml } from "../../../src/extension/panels/panelHtml.ts";

const page = {
  nonce: "abc123",
  cspSource: "https://webview.example",
  script: "https://webview.example/runs.js",
  style: "https://webview.example/runs.css",
  title: "Runs",
  language: "en",
  root: "/home/ada/project",
};

test("the policy allows the one script by its nonce, and nothing unsafe", () => {
  const policy = new Map(
    contentSecurityPolicy(page)
      .split("; ")
      .map((directive) => {
        const [name = "", ...sources] = directive.split(" ");
        return [name, sources];
      }),
  );
  expect(policy.get("default-src")).toEqual(["'none'"]);
  expect(policy.get("script-src")).toEqual(["'nonce-abc123'"]);
  expect(policy.has("connect-src")).toBe(false);
  expect(policy.get("media-src")).toEqual(["blob:"]);
  expect(policy.get("img-src")).toEqual(["https://webview.example", "data:", "blob:"]);
  expect(contentSecurityPolicy(page)).not.toMatch(/unsafe|\*/);
});

test("every script of the page carries the nonce and is not inline", () => {
  const html = renderPanelHtml(page);
  const scripts = [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)];
  expect(scripts).toHaveLength(1);
  expect(scripts[0]?.[0]).toContain('nonce="abc123"');
  expect(scripts[0]?.[1]).toBe("");
  expect(html).not.toMatch(/\son\w+=|style=|javascript:/);
});

test("a folder's name is no markup", () => {
  const html = renderPanelHtml({ ...page, root: `/a"><script>alert('x')</script>&amp;` });
  expect(html).not.toContain("<script>alert");
  expect(html).toContain("/a&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;");
});
